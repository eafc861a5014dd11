//! What the published schemas say of a figure or a text and its Rust type does not: types for
//! `#[schemars(with = "…")]` on the fields of results.
//!
//! Of tests alone, which make the schemas (`cli/schemas.rs`): nothing of it is in a program. A field
//! without one is what its own type says, and a plain `f64` is not negative; where it may be, it is
//! said to be [`Signed`].

use super::units::MOST_ROUNDS;
use schemars::JsonSchema;

// Whole numbers that every reader of JSON keeps exactly.
#[derive(JsonSchema)]
#[schemars(inline)]
pub struct Count(#[schemars(range(max = 9_007_199_254_740_991_u64))] pub u64);

#[derive(JsonSchema)]
#[schemars(inline)]
pub struct Round(#[schemars(range(min = 1, max = MOST_ROUNDS))] pub usize);

#[derive(JsonSchema)]
#[schemars(inline)]
pub struct Positive(#[schemars(extend("exclusiveMinimum" = 0))] pub f64);

#[derive(JsonSchema)]
#[schemars(inline)]
pub struct Fraction(#[schemars(range(min = 0, max = 1))] pub f64);

#[derive(JsonSchema)]
#[schemars(inline)]
pub struct Signed(#[schemars(extend("format" = "signed"))] pub f64);

/// A canonical map spec: id[:parameter[:variant]], then +decorator as often as there are, then [*copy].
#[derive(JsonSchema)]
pub struct MapId(
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*(:[a-z0-9-]+)*([+][a-z]+)*([*][0-9]+)?$"))]
    pub  String,
);

/// The canonical link of an experiment, with its '#'.
#[derive(JsonSchema)]
pub struct Link(
    #[schemars(regex(pattern = r"^#v1/[a-z]+\?maps=[A-Za-z0-9\-._~:,+*%&=]+$"))] pub String,
);

/// The canonical link of a question, with its '#'.
#[derive(JsonSchema)]
pub struct QuestionLink(
    #[schemars(regex(pattern = r"^#v1/choose(\?[A-Za-z0-9\-._~:,+*%&=]+)?$"))] pub String,
);

/// ISO 8601 in UTC.
#[derive(JsonSchema)]
pub struct Time(
    #[schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$"))] pub String,
);

/// A fatal error as Go prints it.
#[derive(JsonSchema)]
pub struct Message(#[schemars(regex(pattern = "^fatal error: "))] pub String);

/// As the link writes it.
#[derive(JsonSchema)]
pub struct AxisValue(#[schemars(regex(pattern = r"^[0-9]+(\.[0-9]+)?$"))] pub String);

// A word or several with hyphens.
#[derive(JsonSchema)]
#[schemars(inline)]
pub struct Name(#[schemars(regex(pattern = NAME))] pub String);

pub const NAME: &str = "^[a-z]+(-[a-z]+)*$";

/// The canonical link of an incident, with its '#'.
#[derive(JsonSchema)]
pub struct IncidentLink(
    #[schemars(regex(pattern = r"^#v1/guard\?[A-Za-z0-9\-._~:,+*%&=]*view=incident$"))] pub String,
);
