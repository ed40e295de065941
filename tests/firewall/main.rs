//! Every rendering of the firewall rules, read back by a reader that shares no code with the
//! renderer, opens exactly what the rules say: nothing more, nothing less.

mod limits;
mod read;
mod round_trip;
