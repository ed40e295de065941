//! How servers greet, and how they fail to.

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{sleep, timeout};

use super::LabOptions;
use super::behaviour::Greeting;
use super::dialogue::Session;
use super::wire::Lines;

/// A dripping greeting stops here and stays silent: RFC 5321 section 4.5.3.1.5 allows 512 bytes in a
/// reply line, and this fault is about time, not length.
const LONGEST_DRIP: usize = 400;

/// Greets. The lines come back when the dialogue can go on.
///
/// # Errors
/// The connection broke.
pub(super) async fn greet<S>(
    mut lines: Lines<S>,
    session: &Session,
    options: &LabOptions,
) -> io::Result<Option<Lines<S>>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Some(text) = session.greeting() else {
        return Ok(Some(lines));
    };
    match session.behaviour().greeting {
        Greeting::Prompt | Greeting::OtherProduct => {
            lines.send(&text).await?;
            return Ok(Some(lines));
        }
        Greeting::Tarpit => {
            sleep(options.tarpit_delay).await;
            lines.send(&text).await?;
            return Ok(Some(lines));
        }
        Greeting::Dripping => drip(&mut lines, &text, options).await?,
        // A reset is made below the line level: the server has done it before it came here.
        Greeting::Silent | Greeting::Reset => lines.hold().await?,
        Greeting::Unavailable => refuse(lines, "421 4.3.2 Service not available\r\n").await?,
        Greeting::Refused => {
            let text = "554 5.7.1 Service unavailable; client host blocked by policy\r\n";
            refuse(lines, text).await?;
        }
        Greeting::EndlessReply => {
            let text = "220-LO4P265CA0097.outlook.office365.com\r\n".repeat(200);
            // Ends when the client closes: then writing fails.
            loop {
                lines.send(&text).await?;
            }
        }
        Greeting::EndlessLine => {
            lines.send("220 ").await?;
            let text = "A".repeat(8192);
            loop {
                lines.send(&text).await?;
            }
        }
        Greeting::OtherService => {
            lines.send("SSH-2.0-OpenSSH_9.2\r\n").await?;
            lines.hold().await?;
        }
    }
    Ok(None)
}

async fn drip<S>(lines: &mut Lines<S>, text: &str, options: &LabOptions) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let endless = text.trim_end().chars().chain(std::iter::repeat('.'));
    for character in endless.take(LONGEST_DRIP) {
        lines.send(character.encode_utf8(&mut [0; 4])).await?;
        // Waiting and watching for the client to leave are one.
        if let Ok(gone) = timeout(options.drip_interval, lines.hold()).await {
            return gone;
        }
    }
    lines.hold().await
}

/// A greeting that lets nobody in: what comes after it is answered like a QUIT (RFC 5321 section 3.1).
async fn refuse<S>(mut lines: Lines<S>, text: &str) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    lines.send(text).await?;
    lines.close().await
}
