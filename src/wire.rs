//! JSON and the types of the contract.
//!
//! The browser has a reader of JSON already, so none is shipped: `JSON.parse` makes objects of the text, and the
//! deserialiser here hands their fields to serde by name. An error says no more than that the text is not what the
//! contract promises, which is all that anybody could be told. This costs a quarter of what a reader in WASM does at
//! each first visit (SPEED).

use js_sys::{Array, JSON, Reflect};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use std::fmt::{self, Display, Formatter};
use wasm_bindgen::{JsCast, JsValue};

mod write;

pub(crate) use write::write;

/// The text is not what the contract promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotOurs;

impl Display for NotOurs {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("not as the contract has it")
    }
}

impl std::error::Error for NotOurs {}

/// Without the words that serde would have made of each kind of error.
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
    T::deserialize(Reader(JSON::parse(text).map_err(|_| NotOurs)?))
}

/// Up to here JavaScript counts exactly.
const LARGEST: f64 = 9_007_199_254_740_991.0;

/// Reads a value of the browser's.
struct Reader(JsValue);

impl Reader {
    fn integer(&self) -> Result<i64, NotOurs> {
        let number = self.0.as_f64().ok_or(NotOurs)?;
        if number.trunc() == number && number.abs() <= LARGEST { Ok(number as i64) } else { Err(NotOurs) }
    }
}

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
        self.integer().and_then(|value| visitor.visit_i64(value))
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        let value = u64::try_from(self.integer()?).map_err(|_| NotOurs)?;
        visitor.visit_u64(value)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        self.0.as_string().ok_or(NotOurs).and_then(|text| visitor.visit_string(text))
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        if self.0.is_null() || self.0.is_undefined() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, NotOurs> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        let items: Array = self.0.dyn_into().map_err(|_| NotOurs)?;
        visitor.visit_seq(Items { items, next: 0 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotOurs> {
        if self.0.is_object() { visitor.visit_seq(Fields { object: self.0, names }) } else { Err(NotOurs) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotOurs> {
        // The enums of the contract are codes; the one with parameters reads itself as a struct.
        self.0.as_string().ok_or(NotOurs).and_then(|code| visitor.visit_enum(code.into_deserializer()))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOurs> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u128 f32 f64 str bytes byte_buf unit unit_struct tuple tuple_struct map identifier
    }
}

/// The items of an array.
struct Items {
    items: Array,
    next: u32,
}

impl<'de> de::SeqAccess<'de> for Items {
    type Error = NotOurs;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, NotOurs> {
        if self.next >= self.items.length() {
            return Ok(None);
        }
        let item = self.items.get(self.next);
        self.next += 1;
        seed.deserialize(Reader(item)).map(Some)
    }
}

/// The fields of an object in the order in which its type names them; others are passed over, for a server may be newer
/// than the page. As a sequence, because serde's reader of one is a third of its reader of names and values.
struct Fields {
    object: JsValue,
    names: &'static [&'static str],
}

impl<'de> de::SeqAccess<'de> for Fields {
    type Error = NotOurs;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, NotOurs> {
        let Some((name, rest)) = self.names.split_first() else { return Ok(None) };
        self.names = rest;
        let value = Reflect::get(&self.object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
        let absent = value.is_undefined();
        match seed.deserialize(Reader(value)) {
            // What is absent and need not be there gets its default; what must be there is missed by the type.
            Err(_) if absent => Ok(None),
            result => result.map(Some),
        }
    }
}

/// An empty object, the body of a request that has nothing to say.
#[derive(serde::Serialize)]
pub(crate) struct Empty {}

#[cfg(test)]
mod tests {
    use super::{NotOurs, read, write};
    use contract::application::ApplicationForm;
    use contract::problem::{Problem, ProblemCode};
    use contract::session::{Me, Todo};
    use contract::{FieldError, Reason, Timestamp};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_is_written_reads_back() {
        let mut form = ApplicationForm { reused_certificate: Some("JC-1".to_owned()), ..ApplicationForm::default() };
        form.certificate.company_name = "㈱\"山\\田\"\n𠮷\u{2028}".to_owned();
        assert_eq!(read::<ApplicationForm>(&write(&form)), Ok(form));

        let problem = Problem {
            code: ProblemCode::InvalidFields,
            title: "x".to_owned(),
            status: 422,
            errors: vec![FieldError {
                pointer: "/certificate/company_latin".to_owned(),
                reason: Reason::ForbiddenCharacters { characters: vec!['本', '&'] },
            }],
            retry_after: None,
            tries_left: None,
        };
        assert_eq!(read::<Problem>(&write(&problem)), Ok(problem));

        let todo = Todo {
            applications_under_way: 9_007_199_254_740_991,
            certificates_expiring: 0,
            next_expiry: Some(Timestamp("2026-11-22T05:00:00Z".to_owned())),
        };
        assert_eq!(read::<Todo>(&write(&todo)), Ok(todo));
    }

    #[wasm_bindgen_test]
    fn what_is_written_is_what_serde_json_writes() {
        let form = ApplicationForm { signer_user_id: "\u{7}<あ>".to_owned(), ..ApplicationForm::default() };
        let theirs: serde_json::Value = serde_json::from_str(&write(&form)).expect("JSON");
        assert_eq!(theirs, serde_json::to_value(&form).expect("a value"));
    }

    #[wasm_bindgen_test]
    fn fields_that_are_absent_or_new_are_no_error_where_they_need_not_be() {
        let problem = read::<Problem>(r#"{"code":"internal","title":"x","status":500,"detail":"new"}"#);
        assert_eq!(problem.map(|problem| (problem.code, problem.errors.len())), Ok((ProblemCode::Internal, 0)));
        assert_eq!(
            read::<Todo>(r#"{"applications_under_way":1,"certificates_expiring":2}"#).map(|t| t.next_expiry),
            Ok(None)
        );
    }

    #[wasm_bindgen_test]
    fn what_is_not_ours_is_refused() {
        for text in
            ["", "<html>", "null", "[]", "{}", r#"{"applications_under_way":"1"}"#, r#"{"applications_under_way":-1}"#]
        {
            assert_eq!(read::<Todo>(text), Err(NotOurs), "{text}");
            assert_eq!(read::<Me>(text), Err(NotOurs), "{text}");
        }
    }

    #[wasm_bindgen_test]
    fn whole_numbers_are_read_with_their_sign_as_far_as_they_are_exact() {
        for number in [0, -1, 9_007_199_254_740_991, -9_007_199_254_740_991] {
            assert_eq!(read::<i64>(&write(&number)), Ok(number));
        }
        for text in ["1.5", "9007199254740992", "-9007199254740992", "\"1\"", "null"] {
            assert_eq!(read::<i64>(text), Err(NotOurs), "{text}");
            assert_eq!(read::<u64>(text), Err(NotOurs), "{text}");
        }
    }
}
