//! Distributions of item parameters.

use std::fmt;
use std::str::FromStr;

/// A distribution from which parameters are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Distribution {
    /// By mean and standard deviation.
    Normal(f64, f64),
    /// By mean and standard deviation of the logarithm.
    LogNormal(f64, f64),
    /// By its ends.
    Uniform(f64, f64),
    /// By its two shapes.
    Beta(f64, f64),
    /// Always the same value.
    Fixed(f64),
}

impl FromStr for Distribution {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, numbers) = text.split_once(':').ok_or_else(choices)?;
        let numbers: Vec<f64> = numbers
            .split(',')
            .map(|number| number.trim().parse().ok().filter(|number: &f64| number.is_finite()))
            .collect::<Option<_>>()
            .ok_or_else(|| format!("{numbers:?} are not numbers"))?;
        match (name.trim().to_ascii_lowercase().as_str(), numbers.as_slice()) {
            ("normal", &[mean, sd]) if sd >= 0.0 => Ok(Self::Normal(mean, sd)),
            ("lognormal", &[mean, sd]) if sd >= 0.0 => Ok(Self::LogNormal(mean, sd)),
            ("uniform", &[lower, upper]) if lower <= upper => Ok(Self::Uniform(lower, upper)),
            ("beta", &[one, other]) if one > 0.0 && other > 0.0 => Ok(Self::Beta(one, other)),
            ("fixed", &[value]) => Ok(Self::Fixed(value)),
            ("normal" | "lognormal", [_, _]) => Err("the standard deviation is negative".to_owned()),
            ("uniform", [_, _]) => Err("the lower end is above the upper end".to_owned()),
            ("beta", [_, _]) => Err("both shapes are above 0".to_owned()),
            _ => Err(choices()),
        }
    }
}

fn choices() -> String {
    "a distribution is normal:MEAN,SD, lognormal:MEAN,SD (of the logarithm), uniform:LOWER,UPPER, beta:SHAPE,SHAPE or \
     fixed:VALUE"
        .to_owned()
}

impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Normal(mean, sd) => write!(f, "normal:{mean},{sd}"),
            Self::LogNormal(mean, sd) => write!(f, "lognormal:{mean},{sd}"),
            Self::Uniform(lower, upper) => write!(f, "uniform:{lower},{upper}"),
            Self::Beta(one, other) => write!(f, "beta:{one},{other}"),
            Self::Fixed(value) => write!(f, "fixed:{value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Distribution;

    #[test]
    fn a_distribution_is_a_name_and_its_numbers() {
        for text in ["normal:0,1", "lognormal:0,0.1225", "uniform:-2,2", "beta:5,17", "fixed:1"] {
            assert_eq!(text.parse::<Distribution>().unwrap().to_string(), text);
        }
        for text in
            ["normal", "normal:0", "normal:0,-1", "uniform:2,1", "beta:0,1", "gamma:1,1", "normal:a,b", "fixed:inf"]
        {
            assert!(text.parse::<Distribution>().is_err(), "{text}");
        }
    }
}
