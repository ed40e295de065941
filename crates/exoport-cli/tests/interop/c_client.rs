//! The C ABI from C and C++: the example client, wrong use on purpose, both under valgrind, and the
//! example on the header's front page.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use libtest_mimic::Failed;
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use serde_json::{Value, json};

use crate::ExternalTest;
use crate::abi_client::{self, Ended, end_of};
use crate::artifacts;

const COMPILER: &[&[&str]] = &[&["cc"]];
const COMPILER_AND_VALGRIND: &[&[&str]] = &[&["cc"], &["valgrind"]];

pub const TESTS: [ExternalTest; 8] = [
    ExternalTest {
        name: "c_abi::client_in_c",
        needs: COMPILER,
        packages: "gcc",
        run: client_in_c,
    },
    ExternalTest {
        name: "c_abi::client_in_cpp",
        needs: &[&["c++"]],
        packages: "g++",
        run: client_in_cpp,
    },
    ExternalTest {
        name: "c_abi::header_example",
        needs: COMPILER,
        packages: "gcc",
        run: header_example,
    },
    ExternalTest {
        name: "c_abi::header_alone",
        needs: &[&["cc"], &["c++"]],
        packages: "gcc g++",
        run: header_alone,
    },
    ExternalTest {
        name: "c_abi::visitors_that_leave",
        needs: COMPILER,
        packages: "gcc",
        run: visitors_that_leave,
    },
    ExternalTest {
        name: "c_abi::wrong_use",
        needs: COMPILER,
        packages: "gcc",
        run: wrong_use,
    },
    ExternalTest {
        name: "c_abi::client_under_valgrind",
        needs: COMPILER_AND_VALGRIND,
        packages: "gcc valgrind",
        run: client_under_valgrind,
    },
    ExternalTest {
        name: "c_abi::wrong_use_under_valgrind",
        needs: COMPILER_AND_VALGRIND,
        packages: "gcc valgrind",
        run: wrong_use_under_valgrind,
    },
];

#[derive(Clone, Copy)]
enum Language {
    C,
    Cpp,
}

/// Compiles one source file without a single warning.
fn compile(source: &Path, language: Language, program: &str) -> Result<PathBuf, Failed> {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(program);
    let library = artifacts::library_folder();
    let mut compiler = match language {
        Language::C => Command::new("cc"),
        Language::Cpp => Command::new("c++"),
    };
    match language {
        Language::C => compiler.args(["-std=c11", "-x", "c"]),
        Language::Cpp => compiler.args(["-std=c++17", "-x", "c++"]),
    };
    let ended = end_of(
        compiler
            .args(["-Wall", "-Wextra", "-Werror", "-pedantic", "-g", "-pthread"])
            .arg("-I")
            .arg(artifacts::repository().join("include"))
            .arg(source)
            .arg("-o")
            .arg(&program)
            .arg("-L")
            .arg(&library)
            .arg("-lexoport"),
    )?;
    ended.expect_code(0)?;
    Ok(program)
}

fn source(name: &str) -> PathBuf {
    artifacts::repository()
        .join("crates/exoport-cli/tests/interop/c")
        .join(name)
}

/// A program, under valgrind if so wanted.
fn command(program: &Path, valgrind: bool) -> Command {
    if !valgrind {
        return abi_client::with_library(program);
    }
    let mut command = abi_client::with_library("valgrind");
    // The probing threads live until the process ends, so "still reachable" is what it should be.
    command
        .args([
            "--quiet",
            "--error-exitcode=99",
            "--leak-check=full",
            "--show-leak-kinds=definite",
            "--errors-for-leak-kinds=definite",
            "--fair-sched=yes",
            // Deep enough for the frames that the suppressions name.
            "--num-callers=40",
        ])
        .arg(format!(
            "--suppressions={}",
            source("valgrind.supp").display()
        ))
        .arg(program);
    command
}

fn client_in_c() -> Result<(), Failed> {
    let program = compile(&source("client.c"), Language::C, "client_c")?;
    abi_client::exercise(|| command(&program, false))
}

fn client_in_cpp() -> Result<(), Failed> {
    let program = compile(&source("client.c"), Language::Cpp, "client_cpp")?;
    abi_client::exercise(|| command(&program, false))
}

fn client_under_valgrind() -> Result<(), Failed> {
    let program = compile(&source("client.c"), Language::C, "client_valgrind")?;
    abi_client::exercise(|| command(&program, true))
}

fn run_abuse(program: &Path, valgrind: bool) -> Result<(), Failed> {
    let open_port = abi_client::OpenPort::new()?;
    let ended = end_of(command(program, valgrind).arg(open_port.target("abuse")))?;
    ended.expect_code(0)
}

fn wrong_use() -> Result<(), Failed> {
    run_abuse(&compile(&source("abuse.c"), Language::C, "abuse")?, false)
}

/// No visitor ends a program that leaves SIGPIPE as it is, also not one that asks much inside TLS and
/// closes before it is answered.
fn visitors_that_leave() -> Result<(), Failed> {
    const VISITORS: usize = 10;
    let program = compile(&source("listen.c"), Language::C, "listen_c")?;
    let key = rcgen::KeyPair::generate()?;
    let certificate = rcgen::CertificateParams::new(["mx.example".into()])?.self_signed(&key)?;
    let mut roots = RootCertStore::empty();
    roots.add(certificate.der().clone())?;
    let client = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = Arc::new(client);
    let configuration = json!({"listen": {
        "addresses": ["127.0.0.1"], "port": 0, "minutes": 1, "max_visitors": VISITORS, "name": "mx.example",
        "certificate": certificate.pem(), "key": key.serialize_pem(),
    }});
    let mut listener = command(&program, false)
        .arg(configuration.to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut events = BufReader::new(listener.stdout.take().ok_or("no output")?).lines();
    let started: Value = serde_json::from_str(&events.next().ok_or("no listener")??)?;
    let address = started["addresses"][0].as_str().ok_or("no address")?;
    for _ in 0..VISITORS {
        ask_and_leave(address, Arc::clone(&client))?;
        let Some(event) = events.next() else {
            return Err(format!("the listener is gone: {}", listener.wait()?).into());
        };
        let visitor: Value = serde_json::from_str(&event?)?;
        if visitor["tls"]["error"] != Value::Null {
            return Err(visitor.to_string().into());
        }
    }
    match listener.wait()? {
        status if status.success() => Ok(()),
        status => Err(format!("the listener ended with {status}").into()),
    }
}

/// Sends many commands in one TLS record and closes.
fn ask_and_leave(address: &str, client: Arc<ClientConfig>) -> Result<(), Failed> {
    let mut tcp = TcpStream::connect(address)?;
    tcp.write_all(b"STARTTLS\r\n")?;
    let mut said = Vec::new();
    while !said.ends_with(b"start TLS\r\n") {
        let mut byte = [0];
        tcp.read_exact(&mut byte)?;
        said.extend(byte);
    }
    let mut tls = ClientConnection::new(client, "mx.example".try_into()?)?;
    // One answer first, with what comes before it: data that nobody has read makes a close a reset.
    rustls::Stream::new(&mut tls, &mut tcp).write_all(b"NOOP\r\n")?;
    rustls::Stream::new(&mut tls, &mut tcp).read_exact(&mut [0; 14])?;
    tls.writer()
        .write_all("NOOP\r\n".repeat(1_000).as_bytes())?;
    tls.write_tls(&mut tcp)?;
    Ok(())
}

fn wrong_use_under_valgrind() -> Result<(), Failed> {
    let program = compile(&source("abuse.c"), Language::C, "abuse_valgrind")?;
    run_abuse(&program, true)
}

/// The program between the marks on the header's front page.
fn example_in_header() -> Result<String, Failed> {
    let header = std::fs::read_to_string(artifacts::repository().join("include/exoport.h"))?;
    let lines: Vec<&str> = header
        .lines()
        .skip_while(|line| *line != " * ---- example.c ----")
        .skip(1)
        .take_while(|line| *line != " * ---- end of example.c ----")
        .map(|line| line.strip_prefix(" * ").unwrap_or(""))
        .collect();
    if lines.is_empty() {
        return Err("include/exoport.h has no example between its marks".into());
    }
    Ok(lines.join("\n") + "\n")
}

fn header_example() -> Result<(), Failed> {
    let example = Path::new(env!("CARGO_TARGET_TMPDIR")).join("example.c");
    std::fs::write(&example, example_in_header()?)?;
    let program = compile(&example, Language::C, "example")?;
    let open_port = abi_client::OpenPort::new()?;
    let ended: Ended =
        end_of(abi_client::with_library(&program).arg(open_port.target("from the header")))?;
    ended.expect_code(0)?;
    let records = ended.records()?;
    abi_client::expect_tags(&records, &["from the header"])?;
    let refused = end_of(abi_client::with_library(&program).arg(r#"{"port":70000}"#))?;
    refused.expect_code(1)?;
    refused.expect_error("push failed: exoport_run_push: target: invalid port 70000 (1-65535)")
}

/// The header needs nothing before it, and can be included twice, in both languages.
fn header_alone() -> Result<(), Failed> {
    let alone = Path::new(env!("CARGO_TARGET_TMPDIR")).join("alone.c");
    std::fs::write(
        &alone,
        "#include \"exoport.h\"\n#include \"exoport.h\"\n\
         int main(void) { return exoport_abi_version() == EXOPORT_ABI_VERSION ? 0 : 1; }\n",
    )?;
    for (language, name) in [(Language::C, "alone_c"), (Language::Cpp, "alone_cpp")] {
        let program = compile(&alone, language, name)?;
        end_of(&mut abi_client::with_library(program))?.expect_code(0)?;
    }
    Ok(())
}
