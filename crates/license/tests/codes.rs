//! A code is the same in every form: as the code, as JSON, and when it is parsed.
#![allow(clippy::unwrap_used)]

use std::{fmt::Debug, str::FromStr};

use license::{Attention, ChangeKind, DeadlineKind, LimitKind, Nearness, PatternKind, RemarkKind, Renewal, Status};
use serde::{Serialize, de::DeserializeOwned};
use strum::IntoEnumIterator;

fn check<T>()
where
    T: IntoEnumIterator + Serialize + DeserializeOwned + FromStr + Into<&'static str> + PartialEq + Debug + Copy,
    T::Err: Debug,
{
    for value in T::iter() {
        let code: &str = value.into();
        assert_eq!(serde_json::to_value(value).unwrap(), code);
        assert_eq!(serde_json::from_value::<T>(code.into()).unwrap(), value);
        assert_eq!(code.parse::<T>().unwrap(), value);
    }
}

#[test]
fn the_code_is_the_name_in_json() {
    check::<Attention>();
    check::<ChangeKind>();
    check::<DeadlineKind>();
    check::<LimitKind>();
    check::<Nearness>();
    check::<PatternKind>();
    check::<RemarkKind>();
    check::<Renewal>();
    check::<Status>();
}
