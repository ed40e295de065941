//! Values that a server has shown, of which several may be right at the same time.
//!
//! Behind one name of Exchange Online stand many machines with more than one certificate. A value that
//! is known is no news, whichever came in between; a new one is news once, when it has been seen often
//! enough, in a row or not.

use serde::{Deserialize, Serialize};

/// The most values that are remembered of one kind and server.
pub(super) const MOST: usize = 24;
/// How long a value that is not seen stays known: 30 days, in milliseconds.
pub(super) const KEPT_MS: i64 = 30 * 86_400_000;

/// Values, the one that was seen last comes last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Values<T>(Vec<Value<T>>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Value<T> {
    value: T,
    /// It is no news any more.
    known: bool,
    /// How often it has been seen; counts only until it is known.
    times: u32,
    seen_at: i64,
}

/// What a value is to those that are remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum News<T> {
    /// It is known, or nothing was: the first is learned without a word.
    None,
    /// It is new, and has not been seen often enough.
    Waits,
    /// It is new. The one that was known and seen last before it.
    Told(T),
}

impl<T> Default for Values<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone + PartialEq> Values<T> {
    /// Takes in one sighting. `alike` says which of the others it can be compared with at all.
    pub(super) fn see(
        &mut self,
        value: T,
        at: i64,
        times_wanted: usize,
        alike: impl Fn(&T) -> bool,
    ) -> News<T> {
        let before = self
            .0
            .iter()
            .rev()
            .find(|other| other.known && other.value != value && alike(&other.value))
            .map(|other| other.value.clone());
        let place = self.0.iter().position(|other| other.value == value);
        let mut entry = match place {
            Some(place) => self.0.remove(place),
            None => Value {
                value,
                known: false,
                times: 0,
                seen_at: at,
            },
        };
        entry.seen_at = at;
        entry.times = entry.times.saturating_add(1);
        let enough = entry.times as usize >= times_wanted;
        let news = match before {
            _ if entry.known => News::None,
            None => News::None,
            Some(_) if !enough => News::Waits,
            Some(before) => News::Told(before),
        };
        entry.known = !matches!(news, News::Waits);
        self.make_room();
        self.0.push(entry);
        news
    }

    /// A value is no news any more, whether it was told or not.
    pub(super) fn know(&mut self, value: &T) {
        if let Some(entry) = self.0.iter_mut().find(|entry| entry.value == *value) {
            entry.known = true;
        }
    }

    /// Forgets what was last seen too long before `now`.
    pub(super) fn forget(&mut self, now: i64) {
        self.0
            .retain(|entry| now.saturating_sub(entry.seen_at) <= KEPT_MS);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Rather something new that did not come again than something known: a device that makes a
    /// certificate for each connection must not drive out the real ones.
    fn make_room(&mut self) {
        while self.0.len() >= MOST {
            let oldest_new = self.0.iter().position(|entry| !entry.known);
            self.0.remove(oldest_new.unwrap_or(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(_: &&str) -> bool {
        true
    }

    #[test]
    fn a_fleet_with_several_values_gives_no_news_twice() {
        let mut values = Values::default();
        let told: Vec<bool> = ["a", "b", "a", "b", "a", "b", "b", "a", "c", "a", "c", "c"]
            .into_iter()
            .map(|value| matches!(values.see(value, 1, 2, all), News::Told(_)))
            .collect();
        // b at its second sighting, c at its second one; nothing else.
        let expected: Vec<bool> = (0..12).map(|place| place == 3 || place == 10).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn what_was_known_last_is_what_it_was_before() {
        let mut values = Values::default();
        assert_eq!(values.see("a", 1, 1, all), News::None);
        assert_eq!(values.see("b", 2, 1, all), News::Told("a"));
        assert_eq!(values.see("a", 3, 1, all), News::None);
        assert_eq!(values.see("c", 4, 1, all), News::Told("a"));
    }

    #[test]
    fn others_that_cannot_be_compared_do_not_make_news() {
        let mut values = Values::default();
        assert_eq!(values.see("x1", 1, 1, all), News::None);
        let of_y = |other: &&str| other.starts_with('y');
        assert_eq!(values.see("y1", 1, 1, of_y), News::None);
        assert_eq!(values.see("y2", 1, 1, of_y), News::Told("y1"));
    }

    #[test]
    fn what_is_not_seen_for_long_is_forgotten() {
        let mut values = Values::default();
        values.see("a", 0, 1, all);
        values.see("b", KEPT_MS, 1, all);
        values.forget(KEPT_MS);
        assert_eq!(values.len(), 2);
        values.forget(KEPT_MS + 1);
        assert_eq!(values.len(), 1);
        // A clock that was set back forgets nothing.
        values.forget(i64::MIN);
        assert_eq!(values.len(), 1);
    }

    #[test]
    fn a_flood_of_new_values_does_not_drive_out_a_known_one() {
        let mut values = Values::default();
        values.see(0, 1, 2, |_| true);
        for value in 1..1000 {
            assert_eq!(values.see(value, 1, 2, |_| true), News::Waits);
            assert!(values.len() <= MOST);
        }
        assert_eq!(values.see(0, 1, 2, |_| true), News::None);
        assert_eq!(values.see(999, 1, 2, |_| true), News::Told(0));
    }
}
