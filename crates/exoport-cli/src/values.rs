//! Values of options. Words are read by the crate's own `FromStr`, so that they and their error
//! texts are the same as in JSON.

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

pub fn word<T: FromStr>(text: &str) -> Result<T, T::Err> {
    text.parse()
}

pub fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "invalid number of seconds (0.001-600), for example 15 or 0.5".to_owned();
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    if (0.001..=600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(wrong())
    }
}

/// Reads a whole number of this range, for `value_parser`.
pub fn within<T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, String> + Clone
where
    T: FromStr + PartialOrd + Display + Clone,
{
    move |text| match text.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(format!(
            "invalid number ({}-{})",
            range.start(),
            range.end()
        )),
    }
}

/// Reads a whole number from 1, for `value_parser`.
pub fn from_one(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err("invalid number (1 or more)".into()),
    }
}

pub fn address(text: &str) -> Result<IpAddr, String> {
    text.parse()
        .map_err(|_| "invalid address, for example 192.0.2.25 or 2001:db8::25".to_owned())
}

pub fn dns_server(text: &str) -> Result<String, String> {
    let fine = text.parse::<IpAddr>().is_ok()
        || text
            .parse::<SocketAddr>()
            .is_ok_and(|server| server.port() != 0);
    if fine {
        Ok(text.to_owned())
    } else {
        Err("invalid address, for example 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53".into())
    }
}

/// Whole milliseconds.
pub fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_may_have_fractions_and_have_bounds() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "601", "NaN", "inf", "1s", ""] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_dns_server_is_an_address() {
        for text in [
            "192.0.2.53",
            "192.0.2.53:5353",
            "2001:db8::53",
            "[2001:db8::53]:53",
        ] {
            assert_eq!(dns_server(text).as_deref(), Ok(text));
        }
        for text in ["dns.example", "192.0.2.53:0", "192.0.2.53:99999", ""] {
            assert!(dns_server(text).is_err(), "{text}");
        }
    }
}
