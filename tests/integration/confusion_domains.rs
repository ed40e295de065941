//! The section of the confusion matrix about mail domains.

use std::fmt::Write;

use exoport::config::RunConfig;
use exoport::domain::{DomainSpec, audit};
use exoport::record::VerdictResult;
use exoport_lab::Lab;

use super::config_for;

const HEAD: &str = "
## Mail domains

Each mail domain of the lab is audited. *Rules* lists those that did not pass.

| domain | expected | verdict | rules |
| --- | --- | --- | --- |
";

fn codes<'a>(rules: impl Iterator<Item = &'a str>) -> String {
    let codes: Vec<String> = rules.map(|rule| format!("`{rule}`")).collect();
    codes.join(" ")
}

/// The section, one row a domain.
pub async fn section(lab: &Lab) -> String {
    let prober = super::prober(RunConfig {
        dns_server: Some(lab.dns_server().to_string()),
        ..config_for(lab)
    });
    let mut page = HEAD.to_owned();
    let mut as_expected = 0;
    for domain in lab.domains() {
        let spec = DomainSpec {
            domain: domain.name.into(),
            policy_address: Some(lab.policy_server()),
            ..DomainSpec::default()
        };
        let report = audit(0, &spec, &prober).await;
        let found: Vec<&str> = report
            .items
            .iter()
            .flat_map(|item| std::iter::once(&item.remark).chain(&item.also))
            .filter(|remark| remark.result.verdict() != VerdictResult::Pass)
            .map(|remark| remark.rule.as_str())
            .collect();
        let expected = match domain.rules {
            [] => "nothing".to_owned(),
            rules => codes(rules.iter().copied()),
        };
        as_expected += usize::from(found == domain.rules);
        let _ = writeln!(
            page,
            "| {} | {expected} | {} | {} |",
            domain.name,
            report.verdict.result,
            codes(found.into_iter())
        );
    }
    let all = lab.domains().len();
    let _ = writeln!(
        page,
        "\n{all} domains, {as_expected} as expected, {} otherwise.",
        all - as_expected
    );
    page
}
