//! How many connections there are, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The seats of a listener.
#[derive(Debug, Clone)]
pub(super) struct Seats {
    taken: Arc<Mutex<HashMap<IpAddr, u32>>>,
    most: u32,
    most_per_address: u32,
}

/// One seat; dropping it frees it.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Seats,
    address: IpAddr,
}

impl Seats {
    pub(super) fn new(most: u32, most_per_address: u32) -> Self {
        Self {
            taken: Arc::default(),
            most,
            most_per_address,
        }
    }

    /// A seat for this address, if there is one.
    pub(super) fn take(&self, address: IpAddr) -> Option<Seat> {
        let mut taken = self.lock();
        // At most `most` entries, so this is quick.
        if taken.values().sum::<u32>() >= self.most {
            return None;
        }
        if taken.get(&address).copied().unwrap_or(0) >= self.most_per_address {
            return None;
        }
        *taken.entry(address).or_insert(0) += 1;
        Some(Seat {
            seats: self.clone(),
            address,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, u32>> {
        // Nothing under this lock can panic.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        if let Some(count) = taken.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_bounded_in_all_and_by_address_and_come_back() {
        let seats = Seats::new(3, 2);
        let [a, b, c]: [IpAddr; 3] =
            ["192.0.2.1", "192.0.2.2", "2001:db8::1"].map(|text| text.parse().expect(text));
        let first = seats.take(a).expect("room");
        let _second = seats.take(a).expect("room");
        assert!(seats.take(a).is_none(), "one address has two at most");
        let _third = seats.take(b).expect("room");
        assert!(seats.take(c).is_none(), "three in all");
        drop(first);
        let _fourth = seats.take(c).expect("room again");
        assert_eq!(seats.lock().len(), 3);
    }
}
