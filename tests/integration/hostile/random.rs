//! Pseudo-random bytes from fixed seeds, and what they make of a good answer.

/// splitmix64: small, and the same everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`; 0 when that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("fits");
        usize::try_from(self.next() % end).expect("fits")
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_le_bytes()[3]).collect()
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Bytes and pieces that parsers stumble over.
const PIECES: &[&[u8]] = &[
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b"-",
    b"250 ",
    b"250-",
    b"{",
    b"}",
    b"{99999999999999999999}",
    b"{0}\r\n",
    b"[",
    b"]",
    b"[IPv6:",
    b".",
    b"..",
    b"\r\n.\r\n",
    b"* ",
    b"* BYE ",
    b"x3 OK",
    b"+OK",
    b"-ERR",
    b"HTTP/1.1 ",
    b"HTTP/9.9 999 ",
    b":",
    b"AUTH=",
    b"AUTH ",
    b"STARTTLS",
    b"SASL ",
    b"\xff",
    b"\xc3\x28",
    b"\xe2\x80\xae",
    b"\x1b[2J",
    b"\x16\x03\x03\xff\xff",
    b"\x15\x03\x03\x00\x02\x02\x28",
    b"\x7f\xff\xff\xff",
    b"4294967296",
    b"-1",
    b"18446744073709551616",
    b"=====",
    b"AAAA",
    b"\xf0\x9f\x92\xa9",
];

/// A good answer, mostly with some mistakes in it, or something else altogether.
pub fn mutate(random: &mut Random, samples: &[&[u8]]) -> Vec<u8> {
    if random.percent(4) {
        return random.pick(samples).to_vec();
    }
    if random.percent(8) {
        let count = random.below(600);
        return random.bytes(count);
    }
    let mut bytes = random.pick(samples).to_vec();
    for _ in 0..=random.below(5) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(12)).min(bytes.len());
        match random.below(10) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = random.bytes(1)[0],
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            5 => {
                let count = random.below(16);
                let other = random.bytes(count);
                bytes.splice(at..at, other);
            }
            6 => {
                // Around the bounds: a line, a reply.
                let length = [200, 513, 8_190, 8_193, 20_000][random.below(5)];
                let byte = *random.pick(b"a \t0.\\\"{");
                bytes.splice(at..at, std::iter::repeat_n(byte, length));
            }
            7 => {
                let other = *random.pick(samples);
                let from = random.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            8 => {
                let again = bytes.repeat(1 + random.below(40));
                bytes = again;
                bytes.truncate(100_000);
            }
            _ => {
                let piece = *random.pick(PIECES);
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}
