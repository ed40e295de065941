//! `exoport endpoints`.

mod list;
mod update;

use std::time::Duration;

use clap::{Args, Subcommand};

use super::color::ColorWhen;
use super::error::written;
use super::exit::Exit;
use super::options::PathOptions;
use super::output::print;
use super::progress::Progress;
use super::values::{seconds, within, word};
use exoport::endpoints::{Category, Selection};
use exoport::targets::Service;

/// Explanations and examples after the options.
pub const HELP: &str = "\
Endpoint sets are shipped with ExoPort for the four clouds (service area Exchange). `exoport
endpoints update` fetches newer ones, with those of the area Common, and keeps them for this user.

Examples:
  exoport endpoints
  exoport endpoints --port 25 --details
  exoport endpoints --service imap --instance USGovGCCHigh
  exoport endpoints --required --category optimize --csv > optimize.csv
  exoport endpoints update --change

Exit codes:
  0  the sets were listed, even if none matched
  2  usage error, or unknown instance
  3  the output could not be written";

const UPDATE_HELP: &str = "\
The web service is asked for its version first, at most once an hour, and for the sets only if they
are newer. After HTTP status 429 it is not asked for an hour. Stored sets are replaced only by a
complete and valid answer.

Files are kept in EXOPORT_DATA_FOLDER, otherwise in the user's data folder: the folder exoport in
XDG_DATA_HOME or ~/.local/share, %LOCALAPPDATA%\\ExoPort, ~/Library/Application Support/ExoPort.

Examples:
  exoport endpoints update
  exoport endpoints update --instance USGovDoD
  exoport endpoints update --change
  exoport endpoints update --reviewed
  exoport endpoints update --change --json > endpoints.json
  exoport endpoints update --proxy http://proxy.contoso.com:8080

Exit codes:
  0  newer sets were fetched, or there are none
  1  the web service could not be reached or refused for now; the sets known so far stay in use
  2  usage error, or no folder for the data
  3  the output could not be written";

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    override_usage = "exoport endpoints [list|update] [OPTIONS]"
)]
pub struct EndpointsArgs {
    #[command(subcommand)]
    action: Option<Action>,

    #[command(flatten)]
    list: ListArgs,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the endpoint sets; the same as without a subcommand.
    #[command(after_help = HELP)]
    List(ListArgs),

    /// Fetch newer endpoint sets from Microsoft's web service.
    #[command(after_help = UPDATE_HELP)]
    Update(UpdateArgs),
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// Cloud: Worldwide (also for GCC), USGovGCCHigh, USGovDoD, China, or another that was fetched.
    #[arg(long, value_name = "NAME", default_value = "Worldwide")]
    instance: String,

    /// Only sets with a port of this service: smtp-mx, submission, imap, pop, web, admin.
    #[arg(long, short, value_name = "SERVICE", value_parser = word::<Service>)]
    service: Option<Service>,

    /// Only sets of this service area: Exchange, Common ...
    #[arg(long, value_name = "AREA")]
    service_area: Option<String>,

    /// Only sets with this TCP or UDP port (1-65535).
    #[arg(long, short, value_name = "PORT", value_parser = within(1..=u16::MAX))]
    port: Option<u16>,

    /// Only required sets; --required=false: only optional ones.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    required: Option<bool>,

    /// Only sets of this category: default, allow, optimize.
    #[arg(long, value_name = "CATEGORY", value_parser = word::<Category>)]
    category: Option<Category>,

    /// Also show the address ranges and notes.
    #[arg(long, short, conflicts_with_all = ["json", "csv"])]
    details: bool,

    /// Write one JSON object per line, one per set.
    #[arg(long, conflicts_with = "csv")]
    json: bool,

    /// Write CSV: a header, then one row per set; spaces separate several values in a cell.
    #[arg(long)]
    csv: bool,
}

impl ListArgs {
    fn selection(&self) -> Selection {
        Selection {
            service_area: self.service_area.clone(),
            service: self.service,
            port: self.port,
            required: self.required,
            category: self.category,
        }
    }
}

#[derive(Debug, Args)]
struct UpdateArgs {
    /// Cloud: Worldwide (also for GCC), USGovGCCHigh, USGovDoD, China, or another of the web service.
    #[arg(long, value_name = "NAME", default_value = "Worldwide")]
    instance: String,

    /// Show what changed since the version reviewed last (or shipped, if none was).
    #[arg(long)]
    change: bool,

    /// Show what changed, and remember it as reviewed.
    #[arg(long)]
    reviewed: bool,

    /// Ask even if asked within the last hour, and fetch even if the version is not newer.
    #[arg(long)]
    force: bool,

    /// Time limit for the whole update (0.001-600 seconds).
    #[arg(long, short, value_name = "SECONDS", value_parser = seconds, default_value = "30")]
    timeout: Duration,

    /// Address of the web service: HTTPS, or plain HTTP on this machine. Default:
    /// EXOPORT_ENDPOINTS_URL, else that of Microsoft (endpoints.office.com).
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    #[command(flatten)]
    path: PathOptions,

    /// Write one JSON object.
    #[arg(long)]
    json: bool,
}

/// Lists or updates.
pub fn run(args: &EndpointsArgs, color: ColorWhen) -> Exit {
    match &args.action {
        None => list::run(&args.list, color),
        Some(Action::List(list)) => list::run(list, color),
        Some(Action::Update(update)) => update::run(update, color),
    }
}

/// Writes the whole output.
fn write(text: &str, color: ColorWhen, messages: &Progress) -> Exit {
    written(print(text, color), messages)
}
