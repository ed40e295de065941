//! Handles: numbers that name open runs and nothing else, so that a stale one is harmless.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most runs that can be open at the same time.
pub const EXOPORT_MAX_RUNS: u32 = 1024;

/// Objects by handle. A handle is `generation << 32 | slot`; a slot's generation starts at 1 and
/// rises whenever it is used again, so 0 is never a handle and an old handle never names a new
/// object.
pub(super) struct Handles<T> {
    table: Mutex<Table<T>>,
    most: u32,
}

struct Table<T> {
    slots: Vec<Slot<T>>,
    /// Slots to use again, the one longest unused first: generations rise slowly.
    free: VecDeque<u32>,
}

struct Slot<T> {
    generation: u32,
    object: Option<Arc<T>>,
}

impl<T> Handles<T> {
    pub(super) const fn new(most: u32) -> Self {
        Self {
            table: Mutex::new(Table {
                slots: Vec::new(),
                free: VecDeque::new(),
            }),
            most,
        }
    }

    /// A handle for an object; `None` when the table is full.
    pub(super) fn insert(&self, object: T) -> Option<u64> {
        let object = Arc::new(object);
        let mut table = self.lock();
        let length = u32::try_from(table.slots.len()).ok()?;
        let slot = if length < self.most {
            table.slots.push(Slot {
                generation: 0,
                object: None,
            });
            length
        } else {
            table.free.pop_front()?
        };
        let entry = table.slots.get_mut(slot as usize)?;
        // A slot whose generations are used up is not put back on the free list.
        entry.generation += 1;
        entry.object = Some(object);
        Some(u64::from(entry.generation) << 32 | u64::from(slot))
    }

    /// The object of a handle, if it is open.
    pub(super) fn get(&self, handle: u64) -> Option<Arc<T>> {
        self.lock().entry(handle)?.object.clone()
    }

    /// Takes the object out; the handle is stale from now on.
    pub(super) fn remove(&self, handle: u64) -> Option<Arc<T>> {
        let mut table = self.lock();
        let entry = table.entry(handle)?;
        let object = entry.object.take()?;
        if entry.generation < u32::MAX {
            table.free.push_back(slot_of(handle));
        }
        Some(object)
    }

    fn lock(&self) -> MutexGuard<'_, Table<T>> {
        // Nothing under this lock can panic halfway through a change.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Table<T> {
    fn entry(&mut self, handle: u64) -> Option<&mut Slot<T>> {
        self.slots
            .get_mut(slot_of(handle) as usize)
            .filter(|slot| u64::from(slot.generation) == handle >> 32)
    }
}

/// The lower half of a handle.
fn slot_of(handle: u64) -> u32 {
    (handle & u64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_names_one_object_for_ever() {
        let handles = Handles::new(2);
        let first = handles.insert("first").expect("room");
        assert_ne!(first, 0);
        assert_eq!(handles.get(first).as_deref(), Some(&"first"));
        assert_eq!(handles.remove(first).as_deref(), Some(&"first"));
        assert!(handles.remove(first).is_none(), "a second close");
        let others: Vec<u64> = (0..5)
            .map(|_| {
                let handle = handles.insert("other").expect("room");
                handles.remove(handle).expect("open");
                handle
            })
            .collect();
        assert!(handles.get(first).is_none(), "stale");
        assert_eq!(
            others
                .iter()
                .collect::<std::collections::BTreeSet<_>>()
                .len(),
            5
        );
    }

    #[test]
    fn the_table_is_bounded() {
        let handles = Handles::new(2);
        let first = handles.insert(()).expect("room");
        handles.insert(()).expect("room");
        assert_eq!(handles.insert(()), None);
        handles.remove(first).expect("open");
        assert!(handles.insert(()).is_some());
    }

    #[test]
    fn no_other_number_is_a_handle() {
        let handles = Handles::new(2);
        let real = handles.insert(()).expect("room");
        for wrong in [0, 1, real + 1, real ^ (1 << 33), u64::MAX] {
            assert!(handles.get(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_slot_without_generations_left_is_not_used_again() {
        let handles = Handles::new(1);
        let first = handles.insert(()).expect("room");
        handles.remove(first).expect("open");
        handles.lock().slots[0].generation = u32::MAX - 1;
        let last = handles.insert(()).expect("the last generation");
        assert_eq!(last >> 32, u64::from(u32::MAX));
        handles.remove(last).expect("open");
        assert_eq!(handles.insert(()), None);
    }
}
