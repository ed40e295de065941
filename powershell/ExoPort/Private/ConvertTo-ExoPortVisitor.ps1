function ConvertTo-ExoPortVisitor {
    <# One visitor of a listener as an object of type ExoPort.Visitor: simple values only, so that it survives jobs and remoting. #>
    param([object] $Visitor, [string] $Json)

    $tls = $Visitor.tls
    $detail = $Visitor.detail
    if ($tls.error) { $detail = $tls.error }
    [pscustomobject]@{
        PSTypeName   = 'ExoPort.Visitor'
        StartedAt    = ConvertFrom-ExoPortInstant -Milliseconds $Visitor.started_at
        Address      = $Visitor.address
        Port         = [int] $Visitor.port
        Sender       = ConvertTo-ExoPortWord -Word $Visitor.sender
        Instance     = [string[]] @($Visitor.published | ForEach-Object { if ($_) { $_.instance } })
        Ehlo         = $Visitor.ehlo
        TlsVersion   = $tls.version
        CipherSuite  = $tls.cipher_suite
        ServerName   = $tls.server_name
        Outcome      = $Visitor.outcome
        LastCommand  = $Visitor.last_command
        Commands     = [int] $Visitor.commands
        TimeMs       = [double] $Visitor.duration_ms
        LocalAddress = $Visitor.local_address
        Detail       = $detail
        Json         = $Json
    }
}
