//! The command `exoport` as its users have it: arguments and standard input in, standard output,
//! standard error and an exit code out. Everything stays on loopback.

mod check;
mod domain;
mod endpoints;
mod examples;
mod explain;
mod firewall;
mod lab;
mod listen;
mod output;
mod program;
mod proxy;
mod targets;
mod watch;
mod wrong_use;
