function Start-ExoListener {
    <#
    .SYNOPSIS
    Listens on port 25 of this machine for a limited time and returns every visitor, to prove that mail can get in.

    .DESCRIPTION
    Start-ExoListener runs a temporary, harmless SMTP listener. Before a mail server exists, it shows whether port 25 of
    this site can be reached from outside, from which addresses connections arrive, whether they belong to the published
    senders of Exchange Online, and whether TLS works over this path.

    It greets, answers EHLO and, when it has a certificate, starts TLS. MAIL, RCPT, DATA and AUTH are answered with 421, a
    temporary failure: a real mail server keeps its mail and tries again later. It accepts no mail, relays nothing,
    limits connections, and stops after -Minutes. Ctrl+C or Select-Object -First stops it at once.

    Each visitor is returned when it disconnects. A progress bar shows where the listener listens and until when.

    Ports below 1024 need administrator rights, and the firewall of this machine must allow inbound port 25 during the
    test. To create a visitor, run Test-ExoPort from another site with the address of this one, or let Exchange Online
    validate a connector to it.

    .PARAMETER Port
    The TCP port, by default 25. 0 chooses a free port.

    .PARAMETER Minutes
    Stop after this many minutes, 1 to 1440, by default 10.

    .PARAMETER MaxVisitor
    Stop after this many visitors, whoever they are.

    .PARAMETER Address
    Addresses of this machine to listen on. By default all, IPv4 and IPv6.

    .PARAMETER MaxConnection
    Connections at the same time, 1 to 1000, by default 20. Further ones are answered with 421 at once and return no object.

    .PARAMETER Name
    The name in the greeting. By default the full name of this machine; if it has none, the address connected to.

    .PARAMETER CertificatePath
    A file with a certificate chain in PEM form, the server's own certificate first. With it, STARTTLS is offered.

    .PARAMETER KeyPath
    A file with the private key of the certificate in PEM form, without a passphrase.

    .PARAMETER ThrowAwayCertificate
    Offer STARTTLS with a temporary self-signed certificate. Not every build of the native library can create one.

    .INPUTS
    None
    This cmdlet takes nothing from the pipeline.

    .OUTPUTS
    ExoPort.Visitor
    One for each visitor: StartedAt, Address, Port, Sender (Published, Unpublished or Private), Instance (the clouds that
    publish the address as a sender), Ehlo, TlsVersion, CipherSuite, ServerName (the SNI), Outcome, LastCommand, Commands,
    TimeMs, LocalAddress, Detail and Json.

    .EXAMPLE
    Start-ExoListener

    Who reaches port 25 of this machine in the next ten minutes?

    .EXAMPLE
    Start-ExoListener -Minutes 60 -ThrowAwayCertificate | Where-Object Sender -eq Published | Select-Object -First 1

    Waits at most an hour for a visitor from Exchange Online, with STARTTLS, and stops at the first one.

    .EXAMPLE
    Start-ExoListener -CertificatePath mx.pem -KeyPath mx.key -Name mx.contoso.com | Export-Csv visitors.csv -NoTypeInformation

    Listens with the certificate of the future mail server and keeps the visitors in a file.

    .LINK
    about_ExoPort

    .LINK
    Get-ExoFirewallRule
    #>
    [CmdletBinding()]
    [OutputType('ExoPort.Visitor')]
    param(
        [ValidateRange(0, 65535)]
        [int] $Port = 25,

        [ValidateRange(1, 1440)]
        [int] $Minutes = 10,

        [ValidateRange(1, 2147483647)]
        [int] $MaxVisitor,

        [string[]] $Address,

        [ValidateRange(1, 1000)]
        [int] $MaxConnection = 20,

        [string] $Name,

        [string] $CertificatePath,

        [string] $KeyPath,

        [switch] $ThrowAwayCertificate
    )

    end {
        $problem = [System.Collections.Generic.List[string]]::new()
        $addresses = @(if ($Address) { foreach ($text in Resolve-ExoPortAddress -Address $Address -Problem $problem) { '"' + $text + '"' } })
        $members = @(
            '"port":' + $Port
            '"minutes":' + $Minutes
            '"max_connections":' + $MaxConnection
            if ($MaxVisitor) { '"max_visitors":' + $MaxVisitor }
            if ($addresses.Count -gt 0) { '"addresses":[' + ($addresses -join ',') + ']' }
            if ($Name) { '"name":' + (ConvertTo-ExoPortJsonText $Name.Trim()) }
            if ($CertificatePath) {
                $text = Read-ExoPortPem -Path $CertificatePath -Parameter 'CertificatePath' -Problem $problem
                '"certificate":' + (ConvertTo-ExoPortJsonText $text)
            }
            if ($KeyPath) {
                $text = Read-ExoPortPem -Path $KeyPath -Parameter 'KeyPath' -Problem $problem
                '"key":' + (ConvertTo-ExoPortJsonText $text)
            }
            if ($ThrowAwayCertificate) { '"throw_away_certificate":true' }
        )
        if ($problem.Count -gt 0) {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadParameter'))
        }
        $state = @{ Run = $null; Listening = $null; Visitors = 0; Clock = [System.Diagnostics.Stopwatch]::StartNew(); NextProgress = 0 }
        Open-ExoPortRun -State $state -Configuration ('{"listen":{' + ($members -join ',') + '}}') -Cmdlet $PSCmdlet
        # Whatever ends this block (the time, Ctrl+C, Select-Object -First, an error) closes the sockets.
        try {
            # Short waits: PowerShell acts on Ctrl+C between them.
            while (-not $state.Run.Done) {
                foreach ($line in Receive-ExoPortRecord -Run $state.Run -TimeoutMilliseconds 50) {
                    Read-ExoPortListenerEvent -State $state -Json $line
                }
                Write-ExoPortListenerProgress -State $state
            }
            Write-ExoPortListenerProgress -State $state -Completed
        }
        finally {
            $state.Run.Handle.Close()
        }
    }
}
