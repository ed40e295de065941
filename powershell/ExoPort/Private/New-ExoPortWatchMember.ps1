function New-ExoPortWatchMember {
    <#
    The JSON members of a watch that say when it tells of what and where it writes, from the parameters of Watch-ExoPort.
    Messages about what cannot be are added to $Problem.
    #>
    param([System.Collections.IDictionary] $Given, [System.Collections.IList] $Problem)

    foreach ($pair in @('StatePath', 'state_path'), @('JsonLinesPath', 'json_lines'), @('PrometheusPath', 'prometheus')) {
        if (-not $Given.Contains($pair[0])) { continue }
        $path = Resolve-ExoPortFilePath -Path $Given[$pair[0]] -Parameter $pair[0] -Problem $Problem
        if ($path) { '"{0}":{1}' -f $pair[1], (ConvertTo-ExoPortJsonText $path) }
    }
    if ($Given.Contains('IntervalMinutes')) { '"interval_seconds":' + (60 * $Given['IntervalMinutes']) }
    foreach ($pair in @('Round', 'rounds'), @('ConfirmFailure', 'confirm_failure'), @('ConfirmRecovery', 'confirm_recovery')) {
        if ($Given.Contains($pair[0])) { '"{0}":{1}' -f $pair[1], $Given[$pair[0]] }
    }
    if ($Given.Contains('ExpiryDays')) {
        $days = @(Resolve-ExoPortExpiryDays -Value $Given['ExpiryDays'] -Problem $Problem)
        '"expiry_days":[' + ($days -join ',') + ']'
    }
    if ($Given['EventLog']) { '"event_log":true' }
}
