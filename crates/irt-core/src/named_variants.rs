//! Enums whose variants have a name in files, in the record and over HTTP.

/// Declares an enum with the name of each variant, so that none can lack its name or be left out of the list.
///
/// The enum gets `ALL`, `as_str`, `Display`, and with the feature `serde` the same names when it is serialised.
macro_rules! named_variants {
    (
        $(#[$enum_attribute:meta])*
        pub enum $type:ident {
            $($(#[$attribute:meta])* $variant:ident => $name:literal,)+
        }
    ) => {
        $(#[$enum_attribute])*
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub enum $type {
            $($(#[$attribute])* #[cfg_attr(feature = "serde", serde(rename = $name))] $variant,)+
        }

        impl $type {
            /// Every variant, in the order of the declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name used in files, in the record and over HTTP.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use named_variants;
