//! Codes of one line that are one event: `dsn=5.7.64, ... said: 550 5.7.64 ...` was said once.

use super::scan::Found;

/// Leaves one of the codes that say the same: the one with the most in it.
pub(super) fn merge(found: Vec<Found>) -> Vec<Found> {
    let mut merged: Vec<Found> = Vec::with_capacity(found.len());
    // Replies with an enhanced status code first: they say the most.
    let (whole, parts): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|code| code.reply.is_some() && code.enhanced.is_some());
    for code in whole {
        if !merged
            .iter()
            .any(|known| (known.reply, known.enhanced) == (code.reply, code.enhanced))
        {
            merged.push(code);
        }
    }
    for code in parts {
        if merged.iter().any(|known| says_it_already(known, &code)) {
            continue;
        }
        // `Status: 5.1.1` and `smtp; 550 no such user` belong together.
        let partner = merged.iter_mut().find(|known| {
            class(known) == class(&code)
                && ((known.reply.is_none() && code.enhanced.is_none())
                    || (known.enhanced.is_none() && code.reply.is_none()))
        });
        match partner {
            Some(partner) => {
                partner.enhanced = partner.enhanced.or(code.enhanced);
                // The reply is where the text is.
                if let Some(reply) = code.reply {
                    partner.reply = Some(reply);
                    (partner.start, partner.end) = (code.start, code.end);
                }
            }
            None => merged.push(code),
        }
    }
    merged.sort_by_key(|code| code.start);
    merged
}

/// Whether a part is in a known code: the same number, or a class alone (`dsn=5.0.0`).
fn says_it_already(known: &Found, part: &Found) -> bool {
    match (part.reply, part.enhanced) {
        (Some(reply), None) => known.reply == Some(reply),
        (None, Some(code)) => {
            known.enhanced == Some(code)
                || (code.subject == 0
                    && code.detail == 0
                    && known.enhanced.is_some()
                    && class(known) == class(part))
        }
        _ => false,
    }
}

/// The first digit of either code.
fn class(found: &Found) -> Option<u16> {
    found
        .enhanced
        .map(|code| u16::from(code.class))
        .or(found.reply.map(|reply| reply / 100))
}
