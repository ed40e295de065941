//! Examples and explanations after the options. A test runs every example line past the parser.

pub const MAIN: &str = "\
Examples:
  exoport check --domain contoso.com
  exoport test
  exoport test contoso.com --service smtp-mx
  exoport test smtp.office365.com:587 outlook.office365.com:993 --details
  exoport demo

Try `exoport demo` first: it needs no network. `exoport help test` explains every option.";

pub const TEST: &str = "\
What a TARGET stands for:
  mail.example          every service known for that host, else ports 25, 587, 993, 995 and 443
  mail.example:993      the service of that well-known port; on other ports TCP only, or see --tls
  contoso.com --service smtp-mx
                        a mail domain: its MX is looked up, then port 25 of that host is probed
  (none)                the default hosts of the instance, all services but smtp-mx
  Options apply where a target does not specify a value; a port in a target overrides --port.

Examples:
  Everything that Outlook and mail clients use, from here:
    exoport test
  Mail from this site to a domain in Exchange Online:
    exoport test contoso.com --service smtp-mx --details
  Client submission, with every line of the dialogue:
    exoport test smtp.office365.com:587 --transcript
  The same over IPv4 only, with shorter limits:
    exoport test smtp.office365.com:587 -4 --timeout 8 --connect-timeout 2
  Another cloud:
    exoport test --instance USGovGCCHigh --service imap
  One particular address behind a name:
    exoport test outlook.office365.com:443 --address 52.98.1.2
  A server of your own that STARTTLS protects, with your own CA:
    exoport test relay.corp.example:2525 --tls smtp --ca-file corp-root.pem
  For old clients: what does the server accept below TLS 1.2?
    exoport test smtp-legacy.office365.com:587 --legacy-tls --details
  Many targets, records as they complete:
    exoport test --file targets.txt --json > records.jsonl
    cut -d, -f1 sites.csv | exoport test - --port 443 --csv > sites-result.csv
  In a script, only the exit code:
    exoport test outlook.office365.com:443 --quiet --strict

Exit codes:
  0  every probe passed (a warning counts as passed, unless --strict)
  1  at least one probe failed, or its result is unknown
  2  usage error: arguments, configuration, a file or a target that cannot be read; the targets that
     could be read were probed anyway
  3  the output could not be written, or an internal fault
  The highest code applies. Ctrl+C stops at once (130 in a shell).";

pub const CHECK: &str = "\
What a SCENARIO asks:
  send-mail         can clients submit mail from here: 587, with 25 as the alternative
  receive-mail      is the way to the domain's MX open on 25, and its TLS good
  outlook           do Outlook and Outlook on the web work from here: 443
  imap, pop         do mail clients work from here: 993, 995
  admin             can Exchange Online be administered from here: sign-in, PowerShell, admin center
  hybrid-mail-flow  can an Exchange server here reach Exchange Online: 25 out, 443
  device            can a printer or application here send: 587, or 25 to the domain's MX

Examples:
  Everything, for your mail domain:
    exoport check --domain contoso.com
  One question:
    exoport check send-mail
  Why does 25 not work? An unrelated mail server shows whether the provider blocks it:
    exoport check receive-mail --domain contoso.com --second-host mail.example.net
  With all evidence and probes:
    exoport check outlook imap --details
  Another cloud, for a script:
    exoport check admin --instance USGovGCCHigh --json
    exoport check send-mail --quiet --strict

Exit codes:
  0  every scenario passed (a warning counts as passed, unless --strict)
  1  at least one scenario failed, or is unknown (for example because it needs --domain)
  2  usage error: arguments, configuration or a file that cannot be read
  3  the output could not be written, or an internal fault";

pub const DEMO: &str = "\
Starts servers on the loopback interface that behave like Exchange Online, healthy ones and ones
with one named fault each, probes all of them and says what was found, why, and what to change; then
mail domains with a fault in their DNS or MTA-STS policy. Nothing leaves this machine, and it takes
a few seconds.

Examples:
  exoport demo
  exoport demo --json

Exit codes:
  0  every case came out as expected
  1  at least one did not
  3  the servers could not be started, or the output could not be written";

pub const LAB: &str = "\
This is for testing your own scripts and monitoring against known faults, without a network. It
prints one line of JSON and then serves until standard input is closed or a signal arrives:

  {\"dns_server\":\"127.0.0.1:NNN\",\"additional_roots\":\"PEM\",\"cases\":[{\"name\":\"starttls-stripped\",
   \"host\":\"smtp.office365.com\",\"address\":\"127.0.0.1\",\"port\":NNN,\"service\":\"submission\",
   \"tls\":\"smtp\",\"outcome\":\"starttls-not-offered\",\"verdict\":\"fail\", ...}, ...]}

`additional_roots` is the lab's own certificate authority: save it for --ca-file. Probe a
case with its host, address and port; outcome, phase, verdict and finding are what must come out.

Examples:
  exoport lab
  exoport lab --tarpit-delay 1 > lab.json
  exoport test smtp.office365.com:40025 --address 127.0.0.1 --service submission --ca-file lab.pem";

pub const SCHEMA: &str = "\
Examples:
  exoport schema > record.schema.json
  exoport schema check > check.schema.json";
