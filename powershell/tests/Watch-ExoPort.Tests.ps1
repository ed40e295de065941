# The watch through the module, against the look-alike of Exchange Online. What counts as a change, and that none is lost, is
# tested in Rust; here is what PowerShell makes of it.

BeforeDiscovery {
    $pwshHasClean = $PSVersionTable.PSVersion -ge [version]'7.3'
    $ways = @(
        if ($pwshHasClean) { @{ Way = 'with a clean block'; WithoutCleanBlock = $false } }
        @{ Way = 'with the disposal event of older versions'; WithoutCleanBlock = $true }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $lab = Start-TestLab
    $healthy = "127.0.0.1:$($lab.Cases['healthy-imap'].port)"
    $expired = "127.0.0.1:$($lab.Cases['expired'].port)"
    $common = @{ Scenario = 'Imap'; RootCertificatePath = $lab.RootCertificatePath; DnsServer = $lab.DnsServer; TimeoutSeconds = 30 }
    # The control on 443 leads to the lab too: nothing here may leave this machine.
    $web = "127.0.0.1:$($lab.Cases['healthy-web'].port)"

    function Get-Override {
        param([string] $Imap)
        @{ '*:993' = $Imap; '*:443' = $web; '*:143' = $Imap; '*:25' = '127.0.0.1:1'; '*:587' = '127.0.0.1:1'; '*:995' = '127.0.0.1:1' }
    }

    function Start-TestWatch {
        <# Starts a watch that repeats in another runspace; an object with Shell, Runspace, Result and Output. #>
        param([string] $StatePath, [string] $Arguments = '', [switch] $WithoutCleanBlock)

        $command = "`$common = `$args[2]; Watch-ExoPort -StatePath `$args[0] -IntervalMinutes 1440 -Override `$args[1] @common $Arguments"
        Start-TestCommand -Cmdlet 'Watch-ExoPort' -Script $command -ArgumentList $StatePath, (Get-Override -Imap $healthy), $common -WithoutCleanBlock:$WithoutCleanBlock
    }

    function Test-StateFree {
        <# Whether no watch holds the state: another one can do a round with it. #>
        param([string] $StatePath)
        try { $null = Watch-ExoPort -StatePath $StatePath -Override (Get-Override -Imap $healthy) @common; $true }
        catch { if ($_.FullyQualifiedErrorId -ne 'Busy,Watch-ExoPort') { throw }; $false }
    }

    $script = Join-Path (Get-Module -Name ExoPort).ModuleBase 'Scripts/Watch-ExoPort.ps1'
    function Invoke-WatchScript {
        <# Runs the script as a task does, in a process of its own: ExitCode, Output and ErrorText. #>
        param([string[]] $Argument)

        $start = [System.Diagnostics.ProcessStartInfo]::new()
        $start.FileName = $shellPath
        $all = @('-NoProfile', '-NonInteractive', '-File', $script) + $Argument
        $start.Arguments = InModuleScope ExoPort -Parameters @{ all = $all } { param($all) Join-ExoPortArgument -Argument $all }
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $text = $errors.Result
        $process.WaitForExit()
        [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output.Trim(); ErrorText = $text.Trim() }
    }

    function Get-ScriptArgument {
        <# The arguments of a round against the lab, as Register-ExoPortTask writes them. #>
        param([string] $StatePath, [string] $Imap)
        $override = Get-Override -Imap $Imap
        $pairs = @(foreach ($from in $override.Keys) { "$from=$($override[$from])" }) -join ','
        '-Scenario', 'Imap', '-RootCertificatePath', $lab.RootCertificatePath, '-DnsServer', $lab.DnsServer, '-TimeoutSeconds', '30', '-StatePath', $StatePath, '-Override', $pairs
    }
}

AfterAll { Stop-TestLab -Lab $lab }

Describe 'Watch-ExoPort' {
    It 'gives only changes, when so many rounds as were asked for have seen them' {
        $state = Join-Path $TestDrive 'changes/state.json'
        $round = @{ StatePath = $state; ConfirmFailure = 2; ConfirmRecovery = 1 }
        @(Watch-ExoPort -Override (Get-Override -Imap $healthy) @round @common).Count | Should -Be 0
        @(Watch-ExoPort -Override (Get-Override -Imap '127.0.0.1:1') @round @common).Count | Should -Be 0
        $changes = @(Watch-ExoPort -Override (Get-Override -Imap '127.0.0.1:1') @round @common)
        $changes.Count | Should -Be 1
        $change = $changes[0]
        $change.PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.Change'
        @($change.PSObject.Properties | ForEach-Object { $_.Name }) | Should -Be @(
            'At', 'Change', 'Severity', 'Scenario', 'Target', 'Port', 'Before', 'Now', 'Code', 'Text', 'Evidence', 'Remedy', 'Sequence', 'Repeated', 'Json')
        $change.Change | Should -BeExactly 'NewFailure'
        $change.Severity | Should -BeExactly 'Error'
        $change.Scenario | Should -BeExactly 'Imap'
        $change.Before | Should -BeExactly 'Pass'
        $change.Now | Should -BeExactly 'Fail'
        $change.At | Should -BeOfType [datetime]
        $change.Text | Should -Not -BeNullOrEmpty
        $change.Sequence | Should -Be 1
        $change.Repeated | Should -BeExactly $false
        ($change.Json | ConvertFrom-Json).change | Should -BeExactly 'new-failure'
        @(Watch-ExoPort -Override (Get-Override -Imap '127.0.0.1:1') @round @common).Count | Should -Be 0
        $recovered = @(Watch-ExoPort -Override (Get-Override -Imap $healthy) @round @common)
        @($recovered | ForEach-Object { "$($_.Sequence) $($_.Change) $($_.Before) $($_.Now)" }) | Should -Be @('2 Recovered Fail Pass')
    }

    It 'gives rounds too with -PassThru' {
        $round = @(Watch-ExoPort -StatePath (Join-Path $TestDrive 'rounds.json') -Override (Get-Override -Imap $healthy) -PassThru @common)
        $round.Count | Should -Be 1
        $round[0].PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.WatchRound'
        @($round[0].PSObject.Properties | ForEach-Object { $_.Name }) | Should -Be @('Number', 'StartedAt', 'Verdict', 'Scenarios', 'Certificates', 'Changes', 'TimeMs', 'NextAt', 'Json')
        $round[0].Number | Should -Be 1
        $round[0].Verdict | Should -BeExactly 'Pass'
        $round[0].NextAt | Should -BeNullOrEmpty
        @($round[0].Scenarios | ForEach-Object { "$($_.Scenario) $($_.Verdict) $($_.Seen)" }) | Should -Be @('Imap Pass Pass')
        @($round[0].Certificates | ForEach-Object { $_.Port }) | Should -Contain 993
        $round[0].Certificates[0].Sha256 | Should -Match '^[0-9a-f]{64}$'
        $round[0].Certificates[0].Expires | Should -BeOfType [datetime]
    }

    It 'writes where it is asked to, wherever PowerShell is' {
        $folder = Join-Path $TestDrive 'here'
        $null = New-Item -ItemType Directory -Path $folder
        Push-Location -Path $folder
        try {
            # Another folder than the one of the process, which .NET and the library would take.
            [System.Environment]::CurrentDirectory | Should -Not -Be $folder
            $paths = @{ StatePath = 'state.json'; JsonLinesPath = 'TestDrive:/here/changes.jsonl'; PrometheusPath = './exoport.prom' }
            $null = Watch-ExoPort -Override (Get-Override -Imap $healthy) @paths @common
            $changes = @(Watch-ExoPort -ConfirmFailure 1 -Override (Get-Override -Imap '127.0.0.1:1') @paths @common)
        }
        finally { Pop-Location }
        Join-Path $folder 'state.json' | Should -Exist
        @(Get-Content -Path (Join-Path $folder 'changes.jsonl') | ForEach-Object { ($_ | ConvertFrom-Json).sequence }) | Should -Be @($changes | ForEach-Object { $_.Sequence })
        Get-Content -Raw -Path (Join-Path $folder 'exoport.prom') | Should -Match 'exoport_'
    }

    It 'says that another watch is using the state, and goes on when it has ended' {
        $state = Join-Path $TestDrive 'busy.json'
        $watch = Start-TestWatch -StatePath $state
        $thrown = { Watch-ExoPort -StatePath $state -Override (Get-Override -Imap $healthy) @common } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'Busy,Watch-ExoPort'
        $thrown.CategoryInfo.Category | Should -Be 'ResourceBusy'
        $thrown.Exception.Message | Should -Match ([regex]::Escape('busy.json'))
        (Invoke-WatchScript -Argument (Get-ScriptArgument -StatePath $state -Imap $healthy)).ExitCode | Should -Be 4
        Stop-TestCommand -Command $watch
        (Wait-TestCondition { Test-StateFree -StatePath $state }) | Should -BeTrue
    }

    It 'is stopped by Ctrl+C while it waits for the next round' {
        $state = Join-Path $TestDrive 'stopped.json'
        $watch = Start-TestWatch -StatePath $state -Arguments '-PassThru'
        (Wait-TestCondition { $watch.Output.Count -gt 0 }) | Should -BeTrue
        $watch.Output[0].NextAt | Should -BeGreaterThan ([datetime]::Now)
        $watch.Result.IsCompleted | Should -BeFalse
        $watch.Shell.Stop()
        (Wait-TestCondition { Test-StateFree -StatePath $state }) | Should -BeTrue
        Stop-TestCommand -Command $watch
    }

    It 'ends when Select-Object -First has enough, <Way>' -ForEach $ways {
        $state = Join-Path $TestDrive "first-$WithoutCleanBlock.json"
        $watch = Start-TestWatch -StatePath $state -Arguments '-PassThru | Select-Object -First 1' -WithoutCleanBlock:$WithoutCleanBlock
        (Wait-TestCondition { $watch.Result.IsCompleted }) | Should -BeTrue
        $watch.Output.Count | Should -Be 1
        (Wait-TestCondition { Test-StateFree -StatePath $state }) | Should -BeTrue
        Stop-TestCommand -Command $watch
    }

    It 'shows changes and rounds in at most 120 columns' {
        $json = '{"kind":"change","schema":1,"sequence":7,"repeated":true,"at":1806278399000,"change":"certificate-expiring","severity":"warning","host":"contoso-com.mail.protection.outlook.com","port":25,"before":"2027-10-24","now":"7","finding":"certificate-expiring","text":"' + ('The certificate ends soon. ' * 12) + '","evidence":["a","b"],"remedy":"Renew."}'
        $change = InModuleScope ExoPort -Parameters @{ json = $json } { param($json) ConvertTo-ExoPortChange -Change (ConvertFrom-ExoPortJson -Json $json) -Json $json }
        $change.Change | Should -BeExactly 'CertificateExpiring'
        $change.Before | Should -BeExactly '2027-10-24'
        $change.Repeated | Should -BeExactly $true
        $change.Evidence | Should -Be @('a', 'b')
        $round = Watch-ExoPort -StatePath (Join-Path $TestDrive 'width.json') -Override (Get-Override -Imap $healthy) -PassThru @common
        foreach ($object in $change, $round, $round.Scenarios, $round.Certificates) {
            foreach ($text in ($object | Out-String -Width 120), ($object | Format-Table | Out-String -Width 120)) {
                foreach ($line in $text.Split("`n")) { ($line -replace "\x1b\[[0-9;]*m", '').TrimEnd().Length | Should -BeLessOrEqual 120 }
            }
        }
        $text = ($change | Out-String -Width 120)
        $text | Should -Match 'Warning +CertificateExpiring +The certificate ends soon\.'
        # Nothing of the text is cut off.
        [regex]::Matches($text, 'ends').Count | Should -Be 12
        ($change | Format-List | Out-String -Width 120) | Should -Match 'contoso-com\.mail\.protection\.outlook\.com'
        ($round | Out-String -Width 120) | Should -Match '(?m)^ +1 \d{4}-\d\d-\d\d \d\d:\d\d Pass +0'
    }

    It 'says what is wrong with <Text>' -ForEach @(
        @{ Text = 'a scenario that is not known'; Parameters = @{ Scenario = 'Weather' }; Id = 'BadParameter'; Part = 'SendMail' }
        @{ Text = 'days that are none'; Parameters = @{ ExpiryDays = '30,soon' }; Id = 'BadParameter'; Part = '-ExpiryDays' }
        @{ Text = 'days that are too many'; Parameters = @{ ExpiryDays = 3651 }; Id = 'BadParameter'; Part = '-ExpiryDays' }
        @{ Text = 'an empty path'; Parameters = @{ StatePath = ' ' }; Id = 'BadParameter'; Part = '-StatePath' }
        @{ Text = 'a path that is no file'; Parameters = @{ JsonLinesPath = 'Env:\x' }; Id = 'BadParameter'; Part = '-JsonLinesPath' }
        @{ Text = 'a drive that is not there'; Parameters = @{ PrometheusPath = 'NoSuchDrive:\x' }; Id = 'BadParameter'; Part = '-PrometheusPath' }
        @{ Text = 'a redirection that is none'; Parameters = @{ Override = 'here' }; Id = 'BadParameter'; Part = '-Override' }
        @{ Text = 'rounds without an interval'; Parameters = @{ Round = 3 }; Id = 'BadConfiguration'; Part = 'interval' }
        @{ Text = 'a domain that is none'; Parameters = @{ Domain = 'not a domain' }; Id = 'BadConfiguration'; Part = 'domain' }
        @{ Text = 'a cloud that is not known'; Parameters = @{ Instance = 'Mars' }; Id = 'BadConfiguration'; Part = 'Worldwide' }
    ) {
        if (-not $Parameters.ContainsKey('StatePath')) { $Parameters['StatePath'] = Join-Path $TestDrive 'wrong.json' }
        $thrown = { Watch-ExoPort @Parameters } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be "$Id,Watch-ExoPort"
        $thrown.Exception.Message.Contains($Part) | Should -BeTrue -Because $thrown.Exception.Message
    }

    It 'says why it cannot go on' {
        # A folder that is missing: only the sink notices, in its round.
        $missing = Join-Path (Join-Path $TestDrive 'no folder') 'exoport.prom'
        $thrown = { Watch-ExoPort -StatePath (Join-Path $TestDrive 'sink.json') -PrometheusPath $missing -Override (Get-Override -Imap $healthy) @common } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'WatchFailed,Watch-ExoPort'
        $thrown.Exception.Message | Should -Match 'no folder'
        # A folder where a file is to be written: refused before the first round.
        $folder = Join-Path $TestDrive 'a folder'
        $null = New-Item -ItemType Directory -Path $folder -Force
        $thrown = { Watch-ExoPort -StatePath (Join-Path $TestDrive 'sink.json') -PrometheusPath $folder -Override (Get-Override -Imap $healthy) @common } | Should -Throw -PassThru
        $thrown.Exception.Message | Should -Match 'a folder'
    }

    It 'offers the scenarios for Tab' {
        $line = 'Watch-ExoPort -Scenario s'
        $offers = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches
        @($offers | ForEach-Object { $_.CompletionText }) | Should -Be @('SendMail')
    }
}

Describe 'Scripts/Watch-ExoPort.ps1' {
    It 'ends with 0 when all is well and with 1 when something is not, and writes the change' {
        $state = Join-Path $TestDrive 'script.json'
        $run = Invoke-WatchScript -Argument (Get-ScriptArgument -StatePath $state -Imap $healthy)
        $run.ErrorText | Should -BeNullOrEmpty
        $run.Output | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run = Invoke-WatchScript -Argument ((Get-ScriptArgument -StatePath $state -Imap '127.0.0.1:1') + @('-ConfirmFailure', '1', '-ExpiryDays', '30,7'))
        $run.ErrorText | Should -BeNullOrEmpty
        $run.Output | Should -Match '^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d Error NewFailure Imap: .'
        $run.ExitCode | Should -Be 1
    }

    It 'goes by what is confirmed: one bad round is still 0' {
        $state = Join-Path $TestDrive 'confirmed.json'
        (Invoke-WatchScript -Argument (Get-ScriptArgument -StatePath $state -Imap $healthy)).ExitCode | Should -Be 0
        (Invoke-WatchScript -Argument (Get-ScriptArgument -StatePath $state -Imap '127.0.0.1:1')).ExitCode | Should -Be 0
        (Invoke-WatchScript -Argument (Get-ScriptArgument -StatePath $state -Imap '127.0.0.1:1')).ExitCode | Should -Be 1
    }

    It 'ends with 2 for wrong use: <What>' -ForEach @(
        @{ What = 'an unknown parameter'; Arguments = '-Weather', 'sunny' }
        @{ What = 'a parameter without its value'; Arguments = , '-Domain' }
        @{ What = 'a value of another kind'; Arguments = '-IntervalMinutes', 'often' }
        @{ What = 'a scenario that is not known'; Arguments = '-Scenario', 'SendMail,Weather' }
        @{ What = 'a domain that is none'; Arguments = '-Domain', 'not a domain' }
    ) {
        $run = Invoke-WatchScript -Argument (@('-StatePath', (Join-Path $TestDrive 'wrong.json')) + $Arguments)
        $run.ErrorText | Should -Match '^Watch-ExoPort: .'
        $run.ExitCode | Should -Be 2
    }

    It 'ends with 3 for a fault: <What>' -ForEach @(
        @{ What = 'a state that is a folder'; Native = $null }
        @{ What = 'no native library'; Native = 'nowhere' }
    ) {
        $before = $env:EXOPORT_NATIVE_PATH
        try {
            if ($Native) { $env:EXOPORT_NATIVE_PATH = Join-Path $TestDrive $Native }
            $run = Invoke-WatchScript -Argument (Get-ScriptArgument -StatePath "$TestDrive" -Imap $healthy)
        }
        finally { $env:EXOPORT_NATIVE_PATH = $before }
        $run.ErrorText | Should -Match '^Watch-ExoPort: .'
        $run.ExitCode | Should -Be 3
    }

    It 'ends with 3 when the module cannot be loaded' {
        $folder = Join-Path $TestDrive 'alone/Scripts'
        $null = New-Item -ItemType Directory -Path $folder
        Copy-Item -Path $script -Destination $folder
        & $shellPath -NoProfile -NonInteractive -File (Join-Path $folder 'Watch-ExoPort.ps1') 2>$null
        $LASTEXITCODE | Should -Be 3
    }
}
