//! `exoport firewall`.

use clap::Args;

use super::color::ColorWhen;
use super::error::written;
use super::escape::{escape, escape_json};
use super::exit::Exit;
use super::output::print;
use super::output::text::{BOLD, DIM, hanging, paint};
use super::progress::Progress;
use super::values::word;
use exoport::firewall::{Format, Request, Rule, RuleSet, Scope, render};
use exoport::targets::{AddressFamily, Service};

/// Explanations and examples after the options.
pub const HELP: &str = "\
The rules come from the endpoint sets that Microsoft publishes, each with the number of its set and
the version of the data. ExoPort only prints rules and applies none.

Formats:
  powershell  New-NetFirewallRule commands      netsh      a batch file for netsh advfirewall
  nftables    a file for nft -f                 iptables   for iptables-restore --noflush (IPv4)
  cisco       IOS access lists, IPv4 and IPv6   ip6tables  for ip6tables-restore --noflush (IPv6)
  azure-nsg   securityRules of an Azure NSG     csv, json  for other programs
  Without --format: a table.

Examples:
  exoport firewall
  exoport firewall --service submission,imap --format powershell > exchange-online.ps1
  exoport firewall --hybrid --format nftables > exchange-online.nft
  exoport firewall --direction inbound --format cisco
  exoport firewall --instance USGovGCCHigh --family ipv4 --format csv

Exit codes:
  0  the rules were printed
  2  usage error, nothing published for the selection, or more rules than the format allows
  3  the output could not be written";

#[derive(Debug, Args)]
pub struct FirewallArgs {
    /// Cloud: Worldwide (also for GCC), USGovGCCHigh, USGovDoD, China.
    #[arg(long, value_name = "NAME", default_value = "Worldwide")]
    pub instance: String,

    /// Services: smtp-mx, submission, imap, pop, web, admin (sign-in; only in fetched endpoint
    /// data). Several with commas, or repeated. Default: all but admin.
    #[arg(long, short, value_name = "SERVICE", value_parser = word::<Service>, value_delimiter = ',')]
    pub service: Vec<Service>,

    /// Directions: outbound, inbound, both. Default: outbound; with --hybrid both. The only inbound
    /// rule lets Exchange Online deliver mail to this site (port 25).
    #[arg(long, value_name = "DIRECTION", value_parser = word::<Scope>)]
    pub direction: Option<Scope>,

    /// Exchange Online delivers mail to servers of this site: open port 25 to its senders.
    #[arg(long)]
    pub hybrid: bool,

    /// Address families: any, ipv4, ipv6.
    #[arg(long, value_name = "FAMILY", value_parser = word::<AddressFamily>, default_value = "any")]
    pub family: AddressFamily,

    /// Also allow TCP 80, which only redirects browsers to 443.
    #[arg(long)]
    pub http: bool,

    /// Also allow UDP 443 for HTTP/3; without it clients use TCP 443.
    #[arg(long)]
    pub http3: bool,

    /// Format of the rules, see below.
    #[arg(long, short, value_name = "FORMAT", value_parser = word::<Format>)]
    pub format: Option<Format>,

    /// Same as --format json.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

/// Prints the rules.
pub fn run(args: &FirewallArgs, color: ColorWhen) -> Exit {
    let messages = Progress::new(false);
    let format = match args.json {
        true => Some(Format::Json),
        false => args.format,
    };
    let request = Request {
        instance: Some(args.instance.clone()),
        services: args.service.clone(),
        direction: args.direction,
        hybrid: args.hybrid,
        family: Some(args.family),
        http: args.http,
        http3: args.http3,
        format: None,
    };
    let rendered = request.rules().and_then(|rules| {
        let text = match format {
            // JSON, too, holds names that came from elsewhere.
            Some(Format::Json) => render(&rules, Format::Json).map(escape_json_lines),
            Some(format) => render(&rules, format),
            None => Ok(table(&rules)),
        };
        let left_out = match format {
            Some(format) if !format.tells_names() => names(&rules),
            _ => Vec::new(),
        };
        let text = text.map_err(|error| error.to_string())?;
        Ok((text, left_out, rules.warning))
    });
    let (text, left_out, warning) = match rendered {
        Ok(rendered) => rendered,
        Err(why) => return messages.wrong_use(&why),
    };
    if let Some(warning) = warning {
        messages.message(&warning);
    }
    for names in left_out {
        messages.message(&format!(
            "published by name only, not in the output: {names}"
        ));
    }
    written(print(&text, color), &messages)
}

/// The renderings are ASCII; this holds should that ever change.
fn escape_json_lines(text: String) -> String {
    text.lines()
        .map(|line| escape_json(line.to_owned()) + "\n")
        .collect()
}

fn names(rules: &RuleSet) -> Vec<String> {
    let sentences = rules.by_name.iter().map(|names| names.sentence());
    sentences.map(|text| escape(&text).into_owned()).collect()
}

/// The rules for people: a row each, its ranges beside it.
fn table(rules: &RuleSet) -> String {
    let mut text = format!(
        "{}\n",
        paint(
            BOLD,
            "Direction  Service     Protocol  Ports     Set  Required  Ranges"
        )
    );
    for rule in &rules.rules {
        text.push_str(&row(rule));
    }
    for names in names(rules) {
        text.push_str(&hanging("", &format!("By name only: {names}")));
    }
    let end = format!(
        "{} rules for {}, endpoint data {} ({}); --format writes them for a firewall",
        rules.rules.len(),
        escape(&rules.instance),
        escape(&rules.version),
        rules.source
    );
    text.push_str(&format!("\n{}\n", paint(DIM, &end)));
    text
}

fn row(rule: &Rule) -> String {
    let ports: Vec<String> = rule.ports.iter().map(ToString::to_string).collect();
    let head = format!(
        "{:<9}  {:<10}  {:<8}  {:<8}  {:>3}  {:<8}  ",
        rule.direction,
        rule.service,
        rule.protocol,
        ports.join(" "),
        rule.set_id,
        if rule.required { "yes" } else { "no" },
    );
    let mut ranges: Vec<String> = rule.ranges.iter().map(ToString::to_string).collect();
    if let Some(lender) = rule.ranges_of_set {
        ranges.push(format!("(ranges of set {lender}: same hosts)"));
    }
    hanging(&head, &ranges.join(" "))
}
