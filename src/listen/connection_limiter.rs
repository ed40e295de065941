//! How many connections there are, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The seats of a listener.
#[derive(Debug, Clone)]
pub(super) struct ConnectionLimiter {
    taken: Arc<Mutex<HashMap<IpAddr, u32>>>,
    most: u32,
    most_per_address: u32,
}

/// One seat; dropping it frees it.
#[derive(Debug)]
pub(super) struct ConnectionSlot {
    limiter: ConnectionLimiter,
    address: IpAddr,
}

impl ConnectionLimiter {
    pub(super) fn new(most: u32, most_per_address: u32) -> Self {
        Self {
            taken: Arc::default(),
            most,
            most_per_address,
        }
    }

    /// A seat for this address, if there is one.
    pub(super) fn take(&self, address: IpAddr) -> Option<ConnectionSlot> {
        let mut taken = self.lock();
        // At most `most` entries, so this is quick.
        if taken.values().sum::<u32>() >= self.most {
            return None;
        }
        if taken.get(&address).copied().unwrap_or(0) >= self.most_per_address {
            return None;
        }
        *taken.entry(address).or_insert(0) += 1;
        Some(ConnectionSlot {
            limiter: self.clone(),
            address,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, u32>> {
        // Nothing under this lock can panic.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut taken = self.limiter.lock();
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
        let limiter = ConnectionLimiter::new(3, 2);
        let [a, b, c]: [IpAddr; 3] =
            ["192.0.2.1", "192.0.2.2", "2001:db8::1"].map(|text| text.parse().expect(text));
        let first = limiter.take(a).expect("room");
        let _second = limiter.take(a).expect("room");
        assert!(limiter.take(a).is_none(), "one address has two at most");
        let _third = limiter.take(b).expect("room");
        assert!(limiter.take(c).is_none(), "three in all");
        drop(first);
        let _fourth = limiter.take(c).expect("room again");
        assert_eq!(limiter.lock().len(), 3);
    }
}
