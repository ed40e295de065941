//! The lab, checked by clients that are not ExoPort's engine.

mod client;
mod dns;
mod faults;
mod healthy;

use exoport_lab::{Lab, LabOptions};

/// A lab for one test.
async fn lab() -> Lab {
    Lab::start(LabOptions::default())
        .await
        .expect("the lab starts")
}
