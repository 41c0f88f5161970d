//! Types of the contract as JSON.

use js_sys::JSON;
use serde::Serialize;
use serde::ser::{self, Impossible, SerializeSeq, SerializeStruct, Serializer};
use wasm_bindgen::JsValue;

use super::NotOurs;

impl ser::Error for NotOurs {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Writes a value.
pub(crate) fn write<T: Serialize>(value: &T) -> String {
    let mut text = String::new();
    // Only kinds of values that the contract does not have are refused.
    match value.serialize(Writer(&mut text)) {
        Ok(()) => text,
        Err(_) => "null".to_owned(),
    }
}

/// Writes at the end of a text.
struct Writer<'a>(&'a mut String);

/// Writes a text with its quotes; the browser knows what must be escaped.
fn quoted(out: &mut String, text: &str) {
    if let Ok(json) = JSON::stringify(&JsValue::from_str(text)) {
        out.push_str(&String::from(json));
    }
}

/// Writes fields or items one after the other.
struct Parts<'a> {
    out: &'a mut String,
    end: char,
    first: bool,
}

impl Parts<'_> {
    fn separate(&mut self) {
        if !self.first {
            self.out.push(',');
        }
        self.first = false;
    }

    fn finish(self) {
        self.out.push(self.end);
    }
}

impl SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = NotOurs;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), NotOurs> {
        self.separate();
        quoted(self.out, name);
        self.out.push(':');
        value.serialize(Writer(self.out))
    }

    fn end(self) -> Result<(), NotOurs> {
        self.finish();
        Ok(())
    }
}

impl SerializeSeq for Parts<'_> {
    type Ok = ();
    type Error = NotOurs;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotOurs> {
        self.separate();
        value.serialize(Writer(self.out))
    }

    fn end(self) -> Result<(), NotOurs> {
        self.finish();
        Ok(())
    }
}

/// Kinds of values that no type of the contract has.
macro_rules! refuse {
    ($($function:ident($($argument:ty),*) $(-> $answer:ty)?;)+) => {
        $(fn $function(self, $(_: $argument),*) -> Result<refuse!(@ $($answer)?), NotOurs> {
            Err(NotOurs)
        })+
    };
    (@) => { () };
    (@ $answer:ty) => { $answer };
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = NotOurs;
    type SerializeSeq = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeTuple = Impossible<(), NotOurs>;
    type SerializeTupleStruct = Impossible<(), NotOurs>;
    type SerializeTupleVariant = Impossible<(), NotOurs>;
    type SerializeMap = Impossible<(), NotOurs>;
    type SerializeStructVariant = Impossible<(), NotOurs>;

    fn serialize_bool(self, value: bool) -> Result<(), NotOurs> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i64(self, value: i64) -> Result<(), NotOurs> {
        self.0.push_str(&value.to_string());
        Ok(())
    }

    fn serialize_u16(self, value: u16) -> Result<(), NotOurs> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), NotOurs> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), NotOurs> {
        self.0.push_str(&value.to_string());
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), NotOurs> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), NotOurs> {
        quoted(self.0, value);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), NotOurs> {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NotOurs> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, code: &'static str) -> Result<(), NotOurs> {
        self.serialize_str(code)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), NotOurs> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, NotOurs> {
        self.0.push('[');
        Ok(Parts { out: self.0, end: ']', first: true })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, NotOurs> {
        self.0.push('{');
        Ok(Parts { out: self.0, end: '}', first: true })
    }

    refuse! {
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_u8(u8);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_bytes(&[u8]);
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), NotOurs> {
        Err(NotOurs)
    }
}
