//! The command `exoport` as its users have it: arguments and standard input in, standard output,
//! standard error and an exit code out. Everything stays on loopback.

#![cfg(all(feature = "cli", feature = "lab"))]

#[path = "command/check.rs"]
mod check;
#[path = "command/domain.rs"]
mod domain;
#[path = "command/endpoints.rs"]
mod endpoints;
#[path = "command/examples.rs"]
mod examples;
#[path = "command/explain.rs"]
mod explain;
#[path = "command/firewall.rs"]
mod firewall;
#[path = "command/lab.rs"]
mod lab;
#[path = "command/listen.rs"]
mod listen;
#[path = "command/output.rs"]
mod output;
#[path = "command/program.rs"]
mod program;
#[path = "command/proxy.rs"]
mod proxy;
#[path = "command/targets.rs"]
mod targets;
#[path = "command/watch/mod.rs"]
mod watch;
#[path = "command/wrong_use.rs"]
mod wrong_use;
