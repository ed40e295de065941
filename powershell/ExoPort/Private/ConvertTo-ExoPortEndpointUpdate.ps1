function ConvertTo-ExoPortEndpointUpdate {
    <# How an update of the native library went as an object of type ExoPort.EndpointUpdate. #>
    param([object] $Report)

    [pscustomobject]@{
        PSTypeName      = 'ExoPort.EndpointUpdate'
        Instance        = $Report.instance
        Status          = ConvertTo-ExoPortWord -Word $Report.status
        Version         = $Report.version
        PreviousVersion = $Report.previous_version
        LatestVersion   = $Report.latest
        Source          = ConvertTo-ExoPortWord -Word $Report.source
        CheckedAt       = ConvertFrom-ExoPortInstant -Milliseconds $Report.checked_at
        NextCheckAt     = ConvertFrom-ExoPortInstant -Milliseconds $Report.next_check_at
        Reason          = $Report.reason
    }
}
