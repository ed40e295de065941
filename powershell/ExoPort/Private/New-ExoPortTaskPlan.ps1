function New-ExoPortTaskPlan {
    <#
    Everything about a task that is decided before anything is changed: Problem (what cannot be), Account, Command, Arguments,
    ScriptPath, StatePath, OwnFolder (to be made; absent where the caller named the state) and Xml.
    #>
    param([string] $TaskName, [int] $IntervalMinutes, [string] $Account, [string] $ModulePath, [hashtable] $Given)

    $problem = [System.Collections.Generic.List[string]]::new()
    $plan = @{ Problem = $problem; Account = Resolve-ExoPortTaskAccount -Account $Account; Command = Get-ExoPortTaskShell }
    if (-not $plan.Account.Name) { $null = $problem.Add('-Account is empty. Use LocalService, NetworkService, System or an account.') }
    $named = Test-ExoPortTaskName -TaskName $TaskName -Problem $problem

    $files = @{}
    foreach ($name in 'StatePath', 'JsonLinesPath', 'PrometheusPath', 'RootCertificatePath') {
        if ($Given.Contains($name)) { $files[$name] = Resolve-ExoPortTaskPath -Path $Given[$name] -Parameter $name -Problem $problem }
    }
    if (-not $Given.Contains('StatePath') -and $named) {
        $plan.OwnFolder = Get-ExoPortTaskFolder -TaskName $TaskName
        $files['StatePath'] = "$($plan.OwnFolder)\state.json"
    }
    $plan.StatePath = $files['StatePath']

    # The checks of Watch-ExoPort, without the files: they are those of another account, and maybe of another machine.
    $others = @{}
    foreach ($name in $Given.Keys) { if (-not $files.ContainsKey($name)) { $others[$name] = $Given[$name] } }
    $null = New-ExoPortWatchConfiguration -Given $others -Problem $problem
    $saidAbove = [System.Collections.Generic.List[string]]::new()
    # The library would refuse it at every start of the task. All leaves these out.
    $words = @(foreach ($text in Split-ExoPortList $Given['Scenario']) { Resolve-ExoPortWord -Kind 'Scenario' -Text $text -Problem $saidAbove })
    $needy = @($words | Where-Object { 'receive-mail', 'hybrid-mail-flow' -contains $_ })
    if ($needy.Count -gt 0 -and $words -notcontains 'all' -and -not $Given['Domain']) {
        $null = $problem.Add("-Scenario $(ConvertTo-ExoPortWord $needy[0]) needs -Domain, your mail domain.")
    }
    # The library reads a user and a password before an @ with and without a scheme, and no host has one.
    if ("$($Given['Proxy'])".Contains('@')) {
        $null = $problem.Add('-Proxy has a user or a password, and everyone can read the definition of a task. Use a proxy that accepts the machine account (-Account NetworkService) or needs no password.')
    }

    if (-not $ModulePath) { $ModulePath = $script:ModuleRoot }
    $separator = if ($ModulePath.Contains('/')) { '/' } else { '\' }
    $plan.ScriptPath = $ModulePath.TrimEnd('\', '/'), 'Scripts', 'Watch-ExoPort.ps1' -join $separator
    foreach ($name in $files.Keys) { $others[$name] = $files[$name] }
    $plan.Arguments = Join-ExoPortArgument -Argument @(New-ExoPortTaskArgument -Given $others -ScriptPath $plan.ScriptPath -Problem $problem)
    if ($problem.Count -gt 0) { return $plan }

    # A round has the time limit of its check; the rest is for PowerShell's start and the look-up of the domain.
    $seconds = 15
    if ($Given.Contains('TimeoutSeconds')) { $seconds = $Given['TimeoutSeconds'] }
    $definition = @{
        TaskName        = $TaskName
        Account         = $plan.Account
        Command         = $plan.Command
        ArgumentText    = $plan.Arguments
        IntervalMinutes = $IntervalMinutes
        TimeLimit       = [System.TimeSpan]::FromSeconds(300 + [System.Math]::Ceiling($seconds))
        # Rounds at :00, :15, :30 and so on, whenever it is registered.
        Start           = [System.DateTime]::Today
    }
    $plan.Xml = New-ExoPortTaskXml @definition
    $plan
}
