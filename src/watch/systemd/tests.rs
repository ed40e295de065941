use super::*;

const HOUR: Duration = Duration::from_secs(3600);

fn made(arguments: &[&str], written: &[&str]) -> Result<Units, UnitError> {
    let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
    let written: Vec<PathBuf> = written.iter().map(PathBuf::from).collect();
    units(Path::new("/usr/bin/exoport"), &arguments, HOUR, &written)
}

fn line<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
}

#[test]
fn the_command_is_started_with_its_arguments() {
    let units = made(&["watch", "--strict", "--", "send-mail"], &[]).expect("units");
    assert_eq!(
        line(&units.service, "ExecStart"),
        Some("/usr/bin/exoport watch --state=%S/exoport/%N.json --strict -- send-mail")
    );
    assert_eq!(line(&units.service, "ReadWritePaths"), None);
    assert_eq!(line(&units.service, "LogsDirectory"), None);
    assert_eq!(line(&units.timer, "OnUnitActiveSec"), Some("3600s"));
    assert_eq!(line(&units.timer, "RandomizedDelaySec"), Some("60s"));
}

#[test]
fn a_state_that_was_chosen_stays() {
    for arguments in [
        &["watch", "--state", "/s/a.json"][..],
        &["watch", "--state=/s/a.json"],
    ] {
        let units = made(arguments, &["/s/a.json"]).expect("units");
        let command = line(&units.service, "ExecStart").expect("command");
        assert_eq!(command.matches("--state").count(), 1, "{command}");
        assert_eq!(line(&units.service, "ReadWritePaths"), Some("/s"));
    }
}

#[test]
fn files_may_be_written_where_they_are_wanted() {
    let units = made(
        &["watch"],
        &[
            "/var/log/exoport/changes.jsonl",
            "/var/lib/exoport/b.json",
            "/srv/a b%/exoport.prom",
            "/srv/a b%/other",
        ],
    )
    .expect("units");
    assert_eq!(line(&units.service, "LogsDirectory"), Some("exoport"));
    assert_eq!(
        line(&units.service, "ReadWritePaths"),
        Some("\"/srv/a b%%\"")
    );
    assert!(units.to_string().contains("useradd"));
    let relative = made(&["watch"], &["changes/a.jsonl"]).expect_err("relative");
    assert!(relative.to_string().contains("absolute"), "{relative}");
}

#[test]
fn credentials_do_not_get_into_a_file_for_all() {
    for argument in [
        "--proxy=http://user:secret@proxy.example:8080",
        "http://user@proxy.example:8080",
        "socks5://:secret@proxy.example",
        "--proxy=http://user:secret@proxy.example:99999",
        "--proxy=anna:secret@proxy.example:8080",
    ] {
        assert_eq!(
            made(&["watch", argument], &[]),
            Err(UnitError::Secret),
            "{argument}"
        );
    }
    assert_eq!(
        made(&["watch", "--proxy", "anna:secret@proxy.example"], &[]),
        Err(UnitError::Secret)
    );
    assert!(!UnitError::Secret.to_string().contains("secret"));
    for argument in [
        "--proxy=http://proxy.example:8080",
        "--proxy=proxy.example:8080",
        "--domain=a@b",
        "system",
    ] {
        assert!(made(&["watch", argument], &[]).is_ok(), "{argument}");
    }
}

#[test]
fn intervals_are_whole_seconds_of_a_day() {
    let of = |interval| units(Path::new("/e"), &["watch".into()], interval, &[]);
    for good in [Duration::from_secs(1), Duration::from_secs(86_400)] {
        assert!(of(good).is_ok(), "{good:?}");
    }
    for bad in [
        Duration::ZERO,
        Duration::from_millis(1500),
        Duration::from_secs(86_401),
    ] {
        assert_eq!(of(bad), Err(UnitError::Interval), "{bad:?}");
    }
}

#[test]
fn both_are_printed_under_their_names() {
    let units = made(&["watch"], &[]).expect("units");
    let text = units.to_string();
    let (before, rest) = text
        .split_once("# /etc/systemd/system/exoport-watch.service\n")
        .expect("service");
    let (service, timer) = rest
        .split_once("\n# /etc/systemd/system/exoport-watch.timer\n")
        .expect("timer");
    assert!(
        before
            .lines()
            .all(|line| line.is_empty() || line.starts_with('#'))
    );
    assert_eq!((service, timer), (&*units.service, &*units.timer));
    assert!(!before.contains("useradd"));
}
