//! Azure network security groups.

use std::collections::BTreeSet;

use exoport::firewall::Direction;
use serde_json::Value;

use exoport_lab::firewall::{Openings, cross};

/// Reads `securityRules` and checks what Azure demands of each.
pub fn azure_nsg(text: &str) -> Openings {
    let document: Value = serde_json::from_str(text).expect("JSON");
    let mut openings = Openings::new();
    let mut names = BTreeSet::new();
    let mut priorities = BTreeSet::new();
    for rule in document["securityRules"].as_array().expect("rules") {
        let name = rule["name"].as_str().expect("name");
        assert!(name.len() <= 80 && names.insert(name), "{name}");
        let properties = &rule["properties"];
        let priority = properties["priority"].as_u64().expect("priority");
        assert!((100..=4096).contains(&priority) && priorities.insert(priority));
        assert!(properties["description"].as_str().expect("text").len() <= 140);
        assert_eq!(properties["access"], "Allow");
        assert_eq!(properties["sourcePortRange"], "*");
        let (direction, ranges, any) = match properties["direction"].as_str() {
            Some("Outbound") => (
                Direction::Outbound,
                "destinationAddressPrefixes",
                "sourceAddressPrefix",
            ),
            Some("Inbound") => (
                Direction::Inbound,
                "sourceAddressPrefixes",
                "destinationAddressPrefix",
            ),
            other => panic!("{other:?}"),
        };
        assert_eq!(properties[any], "*");
        let texts = |key: &str| -> Vec<&str> {
            let items = properties[key].as_array().expect(key);
            items.iter().map(|item| item.as_str().expect(key)).collect()
        };
        openings.extend(cross(
            direction,
            properties["protocol"].as_str().expect("protocol"),
            texts("destinationPortRanges"),
            texts(ranges),
        ));
    }
    openings
}
