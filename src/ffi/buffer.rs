//! The pointers of a caller: texts in, texts and numbers out. All reading and writing through them
//! happens here.

use std::marker::PhantomData;

use super::status::{Answer, EXOPORT_BAD_ARGUMENT, EXOPORT_BUFFER_TOO_SMALL, EXOPORT_OK, Failure};

/// The longest text that is taken, in bytes.
pub const EXOPORT_MAX_TEXT: u32 = 1_048_576;

/// A text of the caller.
///
/// NULL with length 0 is the empty text.
///
/// # Safety
/// `pointer` is NULL or points to `length` readable bytes that do not change while the returned
/// text is used.
pub(super) unsafe fn read_text<'a>(
    what: &str,
    pointer: *const u8,
    length: u32,
) -> Result<&'a str, Failure> {
    let wrong = |text: String| Failure::new(EXOPORT_BAD_ARGUMENT, text);
    if length == 0 {
        return Ok("");
    }
    if pointer.is_null() {
        return Err(wrong(format!("{what} is NULL and its length is {length}")));
    }
    if length > EXOPORT_MAX_TEXT {
        return Err(wrong(format!(
            "{what} is {length} bytes long; at most {EXOPORT_MAX_TEXT} are taken"
        )));
    }
    // SAFETY: not NULL, and readable for `length` bytes by this function's contract; far below
    // isize::MAX by the check above.
    let bytes = unsafe { std::slice::from_raw_parts(pointer, length as usize) };
    std::str::from_utf8(bytes).map_err(|error| {
        wrong(format!(
            "{what} is not UTF-8: byte {} is wrong",
            error.valid_up_to()
        ))
    })
}

/// A place for one integer of the caller; what must not be NULL is refused when it is made.
pub(super) struct OutNumber<'a, N> {
    pointer: *mut N,
    caller: PhantomData<&'a mut N>,
}

impl<N: Copy + Default> OutNumber<'_, N> {
    /// Checks the pointer and writes 0, so that the caller never reads what was there before.
    ///
    /// # Safety
    /// `pointer` is NULL or points to a writable integer, aligned or not, for as long as this lives.
    pub(super) unsafe fn new(what: &str, pointer: *mut N) -> Result<Self, Failure> {
        if pointer.is_null() {
            return Err(Failure::new(
                EXOPORT_BAD_ARGUMENT,
                format!("{what} is NULL"),
            ));
        }
        let mut out = Self {
            pointer,
            caller: PhantomData,
        };
        out.set(N::default());
        Ok(out)
    }

    pub(super) fn set(&mut self, value: N) {
        // SAFETY: not NULL and writable by the contract of `new`. Unaligned, because a caller's
        // packed structure must not be able to bring the process down.
        unsafe { self.pointer.write_unaligned(value) }
    }
}

/// The pointers of an output text, as they came.
pub(super) struct TextArguments {
    pub buffer: *mut u8,
    pub capacity: u32,
    pub needed: *mut u32,
}

/// A checked place for a text: (buffer, capacity, *needed).
pub(super) struct OutText<'a> {
    buffer: *mut u8,
    capacity: usize,
    needed: OutNumber<'a, u32>,
}

impl OutText<'_> {
    /// Checks the pointers. A NULL buffer of capacity 0 is how a caller asks for the size.
    ///
    /// # Safety
    /// `buffer` is NULL or points to `capacity` writable bytes, and `needed` is NULL or points to a
    /// writable integer, for as long as this lives.
    pub(super) unsafe fn new(arguments: TextArguments) -> Result<Self, Failure> {
        // SAFETY: passed on from this function's contract.
        let needed = unsafe { OutNumber::new("needed", arguments.needed) }?;
        if arguments.buffer.is_null() && arguments.capacity > 0 {
            return Err(Failure::new(
                EXOPORT_BAD_ARGUMENT,
                format!("buffer is NULL and its capacity is {}", arguments.capacity),
            ));
        }
        Ok(Self {
            buffer: arguments.buffer,
            capacity: arguments.capacity as usize,
            needed,
        })
    }

    /// How many bytes fit.
    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Writes a whole text, or nothing.
    pub(super) fn write(&mut self, text: &str) -> Answer {
        self.write_pieces(&[text.as_bytes()])
    }

    /// Writes pieces one after the other as one text, or nothing.
    pub(super) fn write_pieces(&mut self, pieces: &[impl AsRef<[u8]>]) -> Answer {
        let length = pieces.iter().map(|piece| piece.as_ref().len()).sum();
        if length > self.capacity {
            return Err(self.too_small(length));
        }
        let mut offset = 0;
        for piece in pieces {
            let piece = piece.as_ref();
            if piece.is_empty() {
                // The buffer may be NULL then.
                continue;
            }
            // SAFETY: the buffer has `capacity` writable bytes by the contract of `new`, and
            // offset + piece.len() <= length <= capacity. A caller's buffer cannot overlap a piece
            // on our heap.
            unsafe {
                self.buffer
                    .add(offset)
                    .copy_from_nonoverlapping(piece.as_ptr(), piece.len());
            }
            offset += piece.len();
        }
        self.needed.set(u32::try_from(length).unwrap_or(u32::MAX));
        Ok(EXOPORT_OK)
    }

    /// Tells the caller how much is needed.
    pub(super) fn too_small(&mut self, length: usize) -> Failure {
        self.needed.set(u32::try_from(length).unwrap_or(u32::MAX));
        Failure::new(
            EXOPORT_BUFFER_TOO_SMALL,
            format!(
                "the buffer has {} bytes, {length} are needed; call again with a larger one",
                self.capacity
            ),
        )
    }
}
