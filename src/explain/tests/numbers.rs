//! Logs are full of numbers that look like codes and are none.

use super::report;

const LINES: &[&str] = &[
    "",
    "connect to 250.10.5.1:25",
    "250.10.5.1",
    "5.7.64.1 is an address, 10.5.7.64 too, and 5.7.0.0/16 a network",
    "from [5.4.1.2] by [192.0.2.5]",
    "2025-04-26T18:06:35.781Z started",
    "5.4.2025 12:00:00 started",
    "5.4.25 12:00:00 started",
    "23.11.2025 5.5.4 2.0",
    "Microsoft SMTP Server (TLS) id 15.20.8769.25; version 15.2.1258.7",
    "mysqld 5.7.30 ready for connections; Linux 5.4.1-42-generic; python-4.7.5.tar.gz",
    "Postfix version 4.7.26 and openssl 5.7.139",
    "upgraded from 5.7.63 to 5.7.64, see CHANGES-5.7.64",
    "size=550, nrcpt=451 (queue active)",
    "550 users were migrated",
    "451 messages queued, 421 MB free",
    "550 kB sent",
    "452 of 500 done",
    "SIZE 550",
    "MAIL FROM:<550@contoso.com> SIZE=5541",
    "queue id 550A5F, message id <5.7.64@contoso.com>, <550@x>",
    "Nov 23 11:12:20 mail postfix/qmgr[550]: 4D1F: from=<a@b>, size=4510, nrcpt=1 (queue active)",
    "Nov 23 11:12:20 mail postfix/cleanup[454]: 4D1F: message-id=<450.451.5@x>",
    "192.0.2.7 - - [23/Nov/2025:11:12:20 +0000] \"GET / HTTP/1.1\" 500 552 \"-\" \"Mozilla/5.0.0\"",
    "HTTP/1.1 503 Service Unavailable",
    "500 Internal Server Error",
    "status=500 upstream_status=502 error code 503",
    "{\"status\":504,\"code\":500,\"bytes\":550,\"version\":\"5.7.64\"}",
    "Winsock error code: 10054, Win32 error code: 10054",
    "AADSTS50076: trace 5504510a-4.7.5",
    "call 555-0123 or +550 1234, room 5.1.1a, chapter 4.4.4 and 5.1.1",
    "price 550.00, 5.50, 5.7, 4.4",
    "$550 and 550% and 550/554",
    "delay=5.5, delays=0.1/0/4.4/1, ttl 5.4.1s",
    "port 587 to 993, 4.7.1000 things, 5.8.1 and 5.9.9",
    "MESSAGE 5541 SENT AT 5:50",
    "OID 2.5.4.3 = CN, 1.2.840.113549.1.1.5, 2.5.29.17",
    "kernel: [  550.451421] eth0: link up",
    "TLS1_2 5.7.1-rc1 v5.7.1 lib5.7.1 5.7.1_2",
    "00:50:56:5.7.1",
    "100%|####| 550/550 [00:04<00:00]",
    "550,12,2025",
    "552 17 3 rows",
    "ratio 4.4.4.4 dns, 2.2.2",
    "5.15.0 was released",
    "5.12.25 12:00 started",
    "4.19.0-amd64",
    "5.10.1.2",
    "Linux 5.15.0 and 4.19.0, kernel error 5.15.0, code 5.10.2, version: 5.12.3",
    "443/tcp open, 445/tcp filtered, 514 17 udp",
    "559 users, 446 of 500",
    "5.9.99-rc1 5.9.99.tar.gz",
    "## 5.4.1 (2021-01-20)",
    "# 5.7.1",
    "5.4.1 (2021-01-20)",
    "5.4.1 - 2021-01-20",
    "5.1.10 [2024-03-02] fixes",
    "  responseCode: 535,",
    "5.4.1-42 kernel",
    "550 4.4.8 no documented pair",
    "Is 5.7.64 newer than 5.7.63?",
];

#[test]
fn none_of_these_is_a_code() {
    for line in LINES {
        let report = report(line);
        assert_eq!(report.explanations, [], "{line}");
        assert_eq!(report.successes, 0, "{line}");
    }
}

/// What is a code alone is none among other lines.
#[test]
fn counts_and_versions_at_the_beginning_of_many_lines_are_no_codes() {
    for line in [
        "559",
        "446 Main Street",
        "5.9.99",
        "4.8.1 notes",
        "5.123.45",
        "443",
    ] {
        let text = format!("{line}\n{line}\n");
        assert_eq!(report(&text).explanations, [], "{line}");
    }
}

#[test]
fn nor_are_they_behind_other_words() {
    for line in LINES {
        let indented = format!("Nov 23 11:12:20 mail app[17]: {line}");
        assert_eq!(report(&indented).explanations, [], "{indented}");
    }
}
