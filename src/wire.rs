//! JSON into the types of the contract, in little code.
//!
//! `serde_json` reads the text into its [`Value`]; from there the types' own serde implementations take over, driven by
//! the small deserialiser here. Reading straight from text into types compiles every type's reader for objects and for
//! arrays, with positions and messages for every error; here there are only objects, and an error only says that the
//! text is not what the contract promises, which is all that anybody could be told. It halves what reading costs
//! at each first visit (SPEED).

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde_json::Value;
use serde_json::map;
use std::fmt::{self, Display, Formatter};
use std::vec;

/// The text is not what the contract promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotOurs;

impl Display for NotOurs {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("not as the contract has it")
    }
}

impl std::error::Error for NotOurs {}

impl de::Error for NotOurs {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// Reads a text.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, NotOurs> {
    T::deserialize(Reader(parse(text)?))
}

/// The text as a tree; apart from [`read`], so that there is one of it.
fn parse(text: &str) -> Result<Value, NotOurs> {
    serde_json::from_str(text).map_err(|_| NotOurs)
}

/// Reads a tree.
struct Reader(Value);

impl<'de> Deserializer<'de> for Reader {
    type Error = NotOurs;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotOurs> {
        // No type of the contract asks the text what it is.
        Err(NotOurs)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        self.0.as_bool().ok_or(NotOurs).and_then(|value| visitor.visit_bool(value))
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        self.0.as_i64().ok_or(NotOurs).and_then(|value| visitor.visit_i64(value))
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        self.0.as_u64().ok_or(NotOurs).and_then(|value| visitor.visit_u64(value))
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(NotOurs),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            value => visitor.visit_some(Self(value)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, NotOurs> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            _ => Err(NotOurs),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotOurs> {
        match self.0 {
            Value::Object(fields) => visitor.visit_map(Fields { rest: fields.into_iter(), value: Value::Null }),
            _ => Err(NotOurs),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotOurs> {
        // The enums of the contract are codes; the one with parameters reads itself as a struct.
        match self.0 {
            Value::String(code) => visitor.visit_enum(code.into_deserializer()),
            _ => Err(NotOurs),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u128 f32 f64 str bytes byte_buf unit unit_struct tuple tuple_struct map identifier
    }
}

/// The items of an array.
struct Items(vec::IntoIter<Value>);

impl<'de> de::SeqAccess<'de> for Items {
    type Error = NotOurs;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, NotOurs> {
        self.0.next().map(|item| seed.deserialize(Reader(item))).transpose()
    }
}

/// The fields of an object.
struct Fields {
    rest: map::IntoIter,
    value: Value,
}

impl<'de> de::MapAccess<'de> for Fields {
    type Error = NotOurs;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, NotOurs> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(name.as_str().into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, NotOurs> {
        seed.deserialize(Reader(self.value.take()))
    }
}

/// An empty object, the body of a request that has nothing to say.
#[derive(serde::Serialize)]
pub(crate) struct Empty {}
