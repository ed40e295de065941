function New-ExoPortTaskArgument {
    <#
    The arguments of the PowerShell that a task runs, one by one, from the parameters of Register-ExoPortTask that were given.
    Messages about what cannot be are added to $Problem.
    #>
    param([System.Collections.IDictionary] $Given, [string] $ScriptPath, [System.Collections.IList] $Problem)

    $culture = [System.Globalization.CultureInfo]::InvariantCulture
    $values = [ordered]@{}
    foreach ($name in 'Scenario', 'ExpiryDays') {
        # -File takes no arrays: one text, which Watch-ExoPort takes apart.
        $parts = @(Split-ExoPortList $Given[$name])
        if ($parts.Count -gt 0) { $values[$name] = $parts -join ',' }
    }
    foreach ($name in 'Domain', 'Instance', 'SecondHost', 'AddressFamily', 'DnsServer', 'EhloName', 'Proxy', 'RootCertificatePath', 'StatePath',
        'JsonLinesPath', 'PrometheusPath') {
        if ($Given[$name]) { $values[$name] = "$($Given[$name])".Trim() }
    }
    foreach ($name in 'TimeoutSeconds', 'ConnectTimeoutSeconds', 'ConfirmFailure', 'ConfirmRecovery') {
        if ($Given.Contains($name)) { $values[$name] = [System.Convert]::ToString($Given[$name], $culture) }
    }
    if ($Given['Override']) {
        $values['Override'] = @(foreach ($from in $Given['Override'].Keys | Sort-Object) { "$from=$($Given['Override'][$from])" }) -join ','
    }

    # RemoteSigned: a script of this machine may run where the default forbids all, one that was downloaded and not unblocked
    # may not. A policy of the organization goes before it.
    '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'RemoteSigned', '-File', $ScriptPath
    foreach ($name in @('ModulePath') + $values.Keys) {
        $value = if ($name -eq 'ModulePath') { $ScriptPath } else { $values[$name] }
        $refused = switch -Regex ($value) {
            '[\x00-\x1f\x7f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]' { 'has a control character'; break }
            # PowerShell would take it for the name of a parameter.
            '^[-\u2013\u2014\u2015]' { 'begins with a dash'; break }
            # Task Scheduler puts something else in.
            '%[^%]+%|\$\(' { 'has a variable (%NAME% or $(NAME)), which Task Scheduler would replace; write its value instead'; break }
        }
        # A proxy may hold a password.
        $shown = if ($name -eq 'Proxy') { '' } else { " '$(Limit-ExoPortText $value)'" }
        if ($refused) { $null = $Problem.Add("-$name$shown cannot be passed to a task: it $refused.") }
        if ($name -eq 'ModulePath') { continue }
        "-$name"
        $value
    }
    if ($Given['EventLog']) { '-EventLog' }
}
