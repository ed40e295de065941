//! The alias that only the cloud in China has (facts section 6).

use super::{Domain, Remarks, View};
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::Rule;

pub(super) fn item(view: &View<'_>, domain: &Domain<'_>) -> Item {
    let name = format!("msoid.{}", domain.name);
    let mut remarks = Remarks::new(ItemName::Msoid, name.clone());
    let in_china = domain.cloud.is_some_and(|cloud| cloud.instance == "China");
    // A wildcard is an alias of every name, and sends nobody to the wrong place.
    let alias = match view.alias(&name) {
        Ok(Some(target)) => view
            .alias(&View::beside(&name))
            .map(|wildcard| Some(target).filter(|_| wildcard != Some(target))),
        other => other,
    };
    match alias {
        Err(why) => remarks.not_looked_up(Rule::MsoidUnknown, "The msoid record", &why),
        Ok(Some(target)) => {
            remarks.saw(format!("CNAME {target}"));
            if in_china {
                remarks.note(Rule::MsoidChina, format!("{name} is an alias of {target}."));
            } else {
                remarks.say(
                    Rule::MsoidPresent,
                    format!("{name} exists; only the cloud in China uses it, and elsewhere it sends sign-in to the wrong place."),
                    format!("Delete the CNAME {name}."),
                );
            }
        }
        Ok(None) if in_china => {
            remarks.note(Rule::MsoidChinaAbsent, format!("There is no alias {name}."));
        }
        Ok(None) => {}
    }
    remarks.into_item((
        Rule::MsoidGood,
        format!("{name} does not exist, and is not needed."),
    ))
}
