function ConvertTo-ExoPortChange {
    <# One change of a watch as an object of type ExoPort.Change: simple values only, so that it survives jobs and remoting. #>
    param([object] $Change, [string] $Json)

    # Before and Now are verdicts of a scenario, or a fingerprint, a site, a date, which stay as they are.
    $states = @{}
    foreach ($name in 'before', 'now') {
        $states[$name] = $Change.$name
        if ('pass', 'warn', 'fail', 'unknown' -ccontains $Change.$name) { $states[$name] = ConvertTo-ExoPortWord -Word $Change.$name }
    }
    [pscustomobject]@{
        PSTypeName = 'ExoPort.Change'
        At         = ConvertFrom-ExoPortInstant -Milliseconds $Change.at
        Change     = ConvertTo-ExoPortWord -Word $Change.change
        Severity   = ConvertTo-ExoPortWord -Word $Change.severity
        Scenario   = ConvertTo-ExoPortWord -Word $Change.scenario
        Target     = $Change.host
        Port       = if ($null -ne $Change.port) { [int] $Change.port }
        Before     = $states['before']
        Now        = $states['now']
        Code       = $Change.finding
        Text       = $Change.text
        Evidence   = @($Change.evidence | Where-Object { $null -ne $_ })
        Remedy     = $Change.remedy
        Sequence   = [long] $Change.sequence
        Repeated   = [bool] $Change.repeated
        Json       = $Json
    }
}
