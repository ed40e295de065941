//! How a server of the lab acts, phase by phase. A case is healthy in all phases but one.

/// How the port answers a SYN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connect {
    /// Accepts.
    Accepts,
    /// Refuses: RST.
    Refuses,
    /// Says nothing: the SYN is dropped.
    Drops,
}

/// How the server greets. SMTP, IMAP and POP3 servers speak first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Greeting {
    /// At once.
    Prompt,
    /// After [`super::LabOptions::tarpit_delay`].
    Tarpit,
    /// One byte per [`super::LabOptions::drip_interval`], never a whole line.
    Dripping,
    /// Never.
    Silent,
    /// Resets the connection instead.
    Reset,
    /// `421 4.3.2`: not now.
    Unavailable,
    /// `554 5.7.1`: not you.
    Refused,
    /// A multi-line reply without end.
    EndlessReply,
    /// A line without end.
    EndlessLine,
    /// The identification line of an SSH server (RFC 4253 section 4.2).
    OtherService,
    /// At once, in the words of another product.
    OtherProduct,
}

/// How the server handles STARTTLS or STLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Starttls {
    /// Offers it and does it.
    Offered,
    /// The same, and offers AUTH in clear text as well.
    OfferedBesideAuth,
    /// Does not offer it and does not know it.
    Stripped,
    /// Masked by a device on the path that rewrites SMTP (facts section 5.3).
    Masked,
    /// The same behind a device that masks banner and keywords, but for this one.
    OfferedMasked,
    /// Offers it and answers 454: not for now.
    Refused,
    /// Offers it, and something in between answers `500 Unsupported command.` (facts section 5.3).
    NotRecognized,
    /// The same with 502.
    NotImplemented,
    /// The same with 503: out of sequence.
    OutOfSequence,
    /// Does it, and a man in the middle adds a clear-text reply (the class of CVE-2011-0411).
    Injected,
}

/// What comes in place of a TLS handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Handshake {
    /// The handshake, with this certificate.
    With(Identity),
    /// RST after the ClientHello.
    Reset,
    /// FIN at once.
    Closed,
    /// Nothing.
    Silent,
    /// A fatal `handshake_failure` alert.
    Alert,
    /// A ServerHello of TLS 1.0.
    Tls10,
    /// The handshake, with this certificate; clients that know no more than TLS 1.0 or 1.1 get theirs.
    WithOldTls(Identity),
    /// An HTTP answer in clear text.
    PlainHttp,
}

/// The certificate that a server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// Good, for the client access names (facts section 4.6).
    ClientAccess,
    /// Good, for the MX names.
    MailExchanger,
    /// For the client access names, expired.
    Expired,
    /// For the client access names, valid from next month.
    NotYetValid,
    /// Good, for other names.
    WrongName,
    /// Good, sent without its intermediate.
    MissingIntermediate,
    /// For the client access names, from a TLS inspection device.
    ForeignIssuer,
    /// For the MX names, with the names of Microsoft and DigiCert in every certificate, made by anybody.
    Forged,
    /// For the client access names, signed by itself.
    SelfSigned,
}

/// How the dialogue inside TLS goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Application {
    /// To its end.
    Healthy,
    /// The server greets and then answers nothing.
    Silent,
    /// The web server answers 503.
    Unavailable,
    /// A captive portal redirects to its log-on page.
    Portal,
    /// A web filter shows its block page.
    BlockPage,
    /// Another web server answers 404.
    OtherServer,
}

/// Where a probe has the address of a case from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// It is given with the target: no resolver is asked.
    Given,
    /// It has to ask the lab's DNS server for the name, which is what the case is about.
    Asked,
}

/// How a server acts in every phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Behaviour {
    pub naming: Naming,
    pub connect: Connect,
    pub greeting: Greeting,
    pub starttls: Starttls,
    pub handshake: Handshake,
    pub application: Application,
}

impl Behaviour {
    /// A healthy client access server: submission, IMAP, POP3, web.
    pub(super) const HEALTHY: Behaviour = Behaviour {
        naming: Naming::Given,
        connect: Connect::Accepts,
        greeting: Greeting::Prompt,
        starttls: Starttls::Offered,
        handshake: Handshake::With(Identity::ClientAccess),
        application: Application::Healthy,
    };

    /// A healthy mail exchanger.
    pub(super) const HEALTHY_MX: Behaviour = Behaviour {
        handshake: Handshake::With(Identity::MailExchanger),
        ..Behaviour::HEALTHY
    };
}
