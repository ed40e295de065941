//! Closed sets of words: one place that ties a Rust enum to the kebab-case word that JSON,
//! the command and the documentation use for it.

/// Declares an enum whose variants each have one public word.
///
/// The enum gets `ALL`, `as_str`, `Display`, `FromStr` (with an error that lists the allowed
/// words) and serde by that word.
macro_rules! string_enum {
    (
        $(#[doc = $what_for:literal])*
        pub enum $name:ident : $what:literal {
            $( $(#[doc = $doc:literal])* $variant:ident = $word:literal, )+
        }
    ) => {
        $(#[doc = $what_for])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $( $(#[doc = $doc])* $variant, )+
        }

        impl $name {
            /// Every member, in the order of the documentation.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The public word: the same in JSON, in the command and in the documentation.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::string_enum::UnknownValue;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok($name::$variant),)+
                    other => Err($crate::string_enum::UnknownValue::new(
                        $what, other, &[$($word),+],
                    )),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::string_enum::closed_set(
                    concat!($($what_for, "\n"),*),
                    &[$(($word, concat!($($doc, "\n"),*))),+],
                )
            }
        }
    };
}
pub(crate) use string_enum;

/// The schema of a closed set: each word with what it means.
#[cfg(test)]
pub(crate) fn closed_set(what_for: &str, words: &[(&str, &str)]) -> schemars::Schema {
    let one =
        |(word, means): &(&str, &str)| serde_json::json!({ "const": word, "description": means });
    let words: Vec<_> = words.iter().map(one).collect();
    schemars::json_schema!({ "description": what_for, "oneOf": words })
}

/// A word that is not in its closed set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid {what} {given:?} (one of: {})", allowed.join(", "))]
pub struct UnknownValue {
    what: &'static str,
    given: String,
    allowed: &'static [&'static str],
}

impl UnknownValue {
    pub(crate) fn new(what: &'static str, given: &str, allowed: &'static [&'static str]) -> Self {
        // The text may come from anywhere and is shown to a person: keep it short.
        let given = given.chars().take(60).collect();
        Self {
            what,
            given,
            allowed,
        }
    }
}
