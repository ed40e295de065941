//! The listening sockets.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

use super::config::{ListenConfig, ListenError};

/// Connections that wait to be accepted.
const BACKLOG: i32 = 128;

/// Binds the sockets: one for each address, without addresses one for each family that this machine
/// has.
pub(super) fn bind(config: &ListenConfig) -> Result<Vec<TcpListener>, ListenError> {
    // A port that is free in one family may be taken in the other: then another one is tried.
    let mut tries = if config.port == 0 { 8 } else { 1 };
    loop {
        tries -= 1;
        match bind_all(config) {
            Err(_) if tries > 0 => {}
            bound => return bound,
        }
    }
}

fn bind_all(config: &ListenConfig) -> Result<Vec<TcpListener>, ListenError> {
    let all = [
        IpAddr::from(Ipv4Addr::UNSPECIFIED),
        IpAddr::from(Ipv6Addr::UNSPECIFIED),
    ];
    let any_address = config.addresses.is_empty();
    let wanted: &[IpAddr] = if any_address { &all } else { &config.addresses };
    let mut sockets: Vec<TcpListener> = Vec::new();
    let mut port = config.port;
    for &address in wanted {
        let at = SocketAddr::new(address, port);
        match listen(at) {
            Ok(socket) => {
                // With port 0, the other family gets the port that the first one was given.
                port = socket.local_addr().map_or(port, |local| local.port());
                sockets.push(socket);
            }
            // A machine without IPv6, or without IPv4.
            Err(error) if any_address && has_no_such_family(&error) => {}
            Err(error) => return Err(explain(at, &error)),
        }
    }
    if sockets.is_empty() {
        return Err(ListenError::NoAddress);
    }
    Ok(sockets)
}

fn listen(at: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(at), Type::STREAM, Some(Protocol::TCP))?;
    if at.is_ipv6() {
        // IPv4 has a socket of its own, whatever the system's default is.
        socket.set_only_v6(true)?;
    }
    // So that a listener can follow another at once. On Windows this would mean to share the port
    // with whatever listens there.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&at.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

fn has_no_such_family(error: &io::Error) -> bool {
    // EAFNOSUPPORT has no kind of its own in std.
    let no_family = match error.raw_os_error() {
        Some(code) if cfg!(target_os = "linux") => code == 97,
        Some(code) if cfg!(windows) => code == 10047,
        Some(code) => code == 47,
        None => false,
    };
    no_family || error.kind() == io::ErrorKind::AddrNotAvailable
}

fn explain(at: SocketAddr, error: &io::Error) -> ListenError {
    let remedy = match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 need administrator rights (Linux: root or CAP_NET_BIND_SERVICE), or another program has exclusive use of the port"
        }
        io::ErrorKind::AddrInUse => {
            "another program is listening there; stop it during the test, or probe it instead of this listener"
        }
        io::ErrorKind::AddrNotAvailable => "this machine does not have the address",
        _ => "choose another address or port",
    };
    ListenError::Address {
        at,
        error: error.to_string(),
        remedy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loopback(port: u16) -> ListenConfig {
        ListenConfig {
            addresses: vec![Ipv4Addr::LOCALHOST.into()],
            port,
            ..ListenConfig::default()
        }
    }

    #[test]
    fn a_port_that_is_taken_is_named_with_what_to_do() {
        let first = bind(&loopback(0)).expect("a free port");
        let port = first[0].local_addr().expect("address").port();
        let error = bind(&loopback(port)).expect_err("taken").to_string();
        assert!(error.contains(&format!("127.0.0.1:{port}")), "{error}");
        assert!(
            error.contains("another program is listening there"),
            "{error}"
        );
    }

    #[test]
    fn an_address_of_another_machine_is_refused() {
        let config = ListenConfig {
            addresses: vec!["192.0.2.1".parse().expect("address")],
            ..loopback(0)
        };
        let error = bind(&config).expect_err("not ours").to_string();
        assert!(error.contains("does not have the address"), "{error}");
    }

    #[test]
    fn both_families_have_one_port() {
        let config = ListenConfig {
            addresses: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            ..loopback(0)
        };
        let sockets = bind(&config).expect("sockets");
        let ports: Vec<u16> = sockets
            .iter()
            .map(|socket| socket.local_addr().expect("address").port())
            .collect();
        assert_eq!(ports.len(), 2);
        assert!(ports[0] != 0 && ports[0] == ports[1], "{ports:?}");
    }
}
