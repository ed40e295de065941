//! The service and the timer of a watch, as systemd itself reads them. No systemd has to run:
//! `systemd-analyze verify` judges files, and `systemd --test` loads units and tells what it has read.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use exoport::watch::systemd::{NAME, Units, units};
use libtest_mimic::Failed;

use crate::ExternalTest;
use crate::artifacts;
use crate::requirement::is_root;

const PACKAGES: &str = "systemd util-linux";
/// The manager itself: not on PATH, its own library folder has it.
const MANAGER: &str = "/lib/systemd/systemd";

/// The tests as `cargo test` lists them.
pub const TESTS: [ExternalTest; 4] = [
    ExternalTest {
        name: "systemd_accepts_the_units_of_a_watch",
        needs: &[&["systemd-analyze"]],
        packages: PACKAGES,
        run: accepted,
    },
    ExternalTest {
        name: "systemd_accepts_what_the_command_prints",
        needs: &[&["systemd-analyze"]],
        packages: PACKAGES,
        run: printed,
    },
    ExternalTest {
        name: "systemd_refuses_broken_units",
        needs: &[&["systemd-analyze"]],
        packages: PACKAGES,
        run: broken_is_refused,
    },
    ExternalTest {
        name: "systemd_reads_the_arguments_of_a_watch",
        needs: &[&["systemd-analyze"], &["setpriv"]],
        packages: PACKAGES,
        run: read_back,
    },
];

/// Arguments that a careless writer of unit files gets wrong.
const NASTY: [&str; 14] = [
    "watch",
    "--domain=contoso.com",
    "a b",
    " ",
    "",
    ";",
    "#",
    "100% %S %%",
    "$HOME ${HOME} $$",
    r#"quo"te back\slash \n \x41"#,
    "it's",
    "-@:+!",
    "b\u{fc}cher.example",
    "\u{90f5}\u{4ef6} \u{1f4e7}",
];

/// A folder that everybody may read, with a program whose path needs quoting.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Result<Self, Failed> {
        let folder = tempfile::tempdir()?;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        let programs = folder.path().join("a %n b");
        fs::create_dir(&programs)?;
        std::os::unix::fs::symlink(artifacts::command(), programs.join("exoport"))?;
        Ok(Self(folder))
    }

    fn program(&self) -> PathBuf {
        self.0.path().join("a %n b/exoport")
    }

    fn save(&self, units: &Units) -> Result<(), Failed> {
        self.save_printed(&units.to_string())
    }

    /// Writes the units where the printed text says, but for the folder.
    fn save_printed(&self, printed: &str) -> Result<(), Failed> {
        let parts: Vec<&str> = printed.split("\n# /etc/systemd/system/").skip(1).collect();
        if parts.len() != 2 {
            return Err(format!("not two units:\n{printed}").into());
        }
        for part in parts {
            let (name, text) = part.split_once('\n').ok_or("no text")?;
            fs::write(self.0.path().join(name), text)?;
        }
        Ok(())
    }

    fn verify(&self) -> Result<Output, Failed> {
        let file = |kind: &str| self.0.path().join(format!("{NAME}.{kind}"));
        Ok(Command::new("systemd-analyze")
            .args(["verify", "--man=no"])
            .args([file("service"), file("timer")])
            .output()?)
    }
}

fn strings(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|text| (*text).to_owned()).collect()
}

fn accepted() -> Result<(), Failed> {
    let folder = Folder::new()?;
    let plain = (artifacts::command(), strings(&["watch"]), Vec::new());
    let nasty = (
        folder.program(),
        strings(&NASTY),
        vec![
            PathBuf::from("/var/log/exoport/changes.jsonl"),
            PathBuf::from("/srv/a %b \"c\" $d \u{fc}/exoport.prom"),
            PathBuf::from("/srv/other/exoport.prom"),
        ],
    );
    for (program, arguments, written) in [plain, nasty] {
        for seconds in [1, 90, 900, 86_400] {
            let interval = Duration::from_secs(seconds);
            folder.save(&units(&program, &arguments, interval, &written)?)?;
            let output = folder.verify()?;
            let said = String::from_utf8_lossy(&output.stderr);
            if !output.status.success() || !said.is_empty() || !output.stdout.is_empty() {
                return Err(format!("{}: {said}", output.status).into());
            }
        }
    }
    Ok(())
}

/// The command prints what it was called with, for systemd, and starts nothing.
fn printed() -> Result<(), Failed> {
    let folder = Folder::new()?;
    let call = |arguments: &[&str]| {
        let mut command = Command::new(artifacts::command());
        command.current_dir(folder.0.path()).arg("watch");
        command.args(arguments).arg("--print-systemd").output()
    };
    let output = call(&[
        "-s",
        "send-mail,imap",
        "--color",
        "never",
        "--interval=90s",
        "--ehlo-name",
        "mail.example",
        "--prometheus",
        "a b/exoport.prom",
    ])?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let text = String::from_utf8(output.stdout)?;
    folder.save_printed(&text)?;
    let verified = folder.verify()?;
    if !verified.status.success() || !verified.stderr.is_empty() {
        return Err(String::from_utf8_lossy(&verified.stderr)
            .into_owned()
            .into());
    }
    let here = folder.0.path().canonicalize()?;
    for expected in [
        "--scenario=send-mail --scenario=imap",
        "--ehlo-name=mail.example",
        "--state=%S/exoport/%N.json",
        "OnUnitActiveSec=90s",
        &format!("\"--prometheus={}/a b/exoport.prom\"", here.display()),
        &format!("ReadWritePaths=\"{}/a b\"", here.display()),
    ] {
        if !text.contains(expected) {
            return Err(format!("{expected} is not in\n{text}").into());
        }
    }
    for gone in ["--print-systemd", "--interval", "--color"] {
        if text.contains(gone) {
            return Err(format!("{gone} is in\n{text}").into());
        }
    }
    for wrong in [
        &["--scenario=receive-mail"][..],
        &["--proxy=http://user:secret@proxy.example:8080"],
    ] {
        let output = call(wrong)?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.code() != Some(2) || said.is_empty() || said.contains("secret") {
            return Err(format!("{wrong:?}: {}: {said}", output.status).into());
        }
    }
    Ok(())
}

/// What `accepted` trusts: that a word that is wrong does not pass.
fn broken_is_refused() -> Result<(), Failed> {
    let folder = Folder::new()?;
    let good = units(
        &folder.program(),
        &strings(&NASTY),
        Duration::from_secs(900),
        &[],
    )?;
    for (kind, from, to) in [
        ("service", "\nDynamicUser=", "\nDynamicUsers="),
        ("service", "\nType=oneshot", "\nType=one-shot"),
        ("service", "/exoport\" watch", "/exoport watch"),
        ("service", "/exoport\" watch", "/no-such\" watch"),
        ("service", "%%", "%!"),
        ("service", "\nExecStart=", "\nExecStart=relative "),
        (
            "service",
            "SystemCallFilter=@system-service",
            "SystemCallFilter=@none-such",
        ),
        (
            "service",
            "RestrictAddressFamilies=AF_INET ",
            "RestrictAddressFamilies=INET ",
        ),
        (
            "timer",
            "\nOnUnitActiveSec=900s",
            "\nOnUnitActiveSec=900 sheep",
        ),
        ("timer", "\nOnUnitActiveSec=900s\nOnActiveSec=30s", ""),
    ] {
        let mut broken = good.clone();
        let text = match kind {
            "service" => &mut broken.service,
            _ => &mut broken.timer,
        };
        if !text.contains(from) {
            return Err(format!("{from:?} is not there to be broken").into());
        }
        *text = text.replace(from, to);
        folder.save(&broken)?;
        let output = folder.verify()?;
        if output.status.success() && output.stderr.is_empty() {
            return Err(format!("accepted with {to:?} for {from:?}").into());
        }
    }
    Ok(())
}

fn read_back() -> Result<(), Failed> {
    let folder = Folder::new()?;
    let arguments = strings(&NASTY);
    let program = folder.program();
    folder.save(&units(&program, &arguments, Duration::from_secs(900), &[])?)?;
    let loaded = load(folder.0.path())?;
    let told = loaded
        .split("-> Unit ")
        .find(|unit| unit.starts_with(&format!("{NAME}.service:")))
        .and_then(|unit| unit.split_once("Command Line: "))
        .and_then(|(_, rest)| rest.lines().next())
        .ok_or_else(|| format!("the service was not loaded:\n{loaded}"))?;
    let mut expected = vec![program.to_string_lossy().into_owned()];
    expected.extend(arguments);
    expected.insert(2, format!("--state=/var/lib/exoport/{NAME}.json"));
    // systemd tells it before it replaces variables, which it does when it starts the program.
    let read: Vec<String> = words(told)?
        .iter()
        .map(|word| word.replace("$$", "$"))
        .collect();
    if read != expected {
        return Err(format!("read {read:?}\nnot  {expected:?}").into());
    }
    Ok(())
}

/// Has the manager load the service and what it needs, and tell what it has read. It refuses to do so
/// as root.
fn load(folder: &Path) -> Result<String, Failed> {
    let mut manager = match is_root() {
        true => {
            let mut nobody = Command::new("setpriv");
            nobody.args(["--reuid=65534", "--regid=65534", "--clear-groups", MANAGER]);
            nobody
        }
        false => Command::new(MANAGER),
    };
    let output = manager
        .args(["--test", "--system"])
        .arg(format!("--unit={NAME}.service"))
        // Without a last colon, systemd's own folders are not looked into but for the one named here.
        .env(
            "SYSTEMD_UNIT_PATH",
            format!("{}:/lib/systemd/system", folder.display()),
        )
        .env("HOME", folder)
        .env_remove("XDG_RUNTIME_DIR")
        .current_dir(folder)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Undoes the quoting of systemd's own output, which is that of a shell.
fn words(line: &str) -> Result<Vec<String>, Failed> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            '\\' => {
                let escaped = characters.next().ok_or("a backslash at the end")?;
                word.get_or_insert_default().push(escaped);
            }
            ' ' if !is_quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}
