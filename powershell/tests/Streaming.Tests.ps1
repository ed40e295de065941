# Results come as they complete, and whatever ends a pipeline ends the probes. Nothing here is decided by how long something
# takes: order is compared, and a server of the test's own sees whether a connection is closed.

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
}

AfterAll { Stop-TestLab -Lab $lab }

Describe 'Streaming' {
    It 'gives 195 healthy results before 5 silent drops time out' {
        $targets = @(
            foreach ($number in 1..5) { Get-LabTarget -Lab $lab -Name 'silent-drop' -Tag "drop $number" }
            foreach ($number in 1..195) { Get-LabTarget -Lab $lab -Name 'healthy-submission' -Tag "healthy $number" }
        )
        # The limit is longer than 195 handshakes take even in a debug build on a busy machine.
        $results = @($targets | Test-ExoPort -RootCertificatePath $lab.RootCertificatePath -DnsServer $lab.DnsServer -ConnectTimeoutSeconds 12 -TimeoutSeconds 12)
        $results.Count | Should -Be 200
        @($results[0..194] | Where-Object { $_.Outcome -ne 'ok' } | ForEach-Object { "$($_.Tag): $($_.Outcome)" }) | Should -BeNullOrEmpty
        @($results[195..199] | ForEach-Object { $_.Tag } | Sort-Object) | Should -Be @(1..5 | ForEach-Object { "drop $_" })
        @($results[195..199] | ForEach-Object { $_.Outcome } | Select-Object -Unique) | Should -Be 'timeout'
        @($results | ForEach-Object { $_.Tag } | Select-Object -Unique).Count | Should -Be 200
    }

    It 'gives results while targets are still coming' {
        # Upstream ends with the first result. The queues are far smaller than this, so one must have come before the end.
        $seen = [System.Collections.Generic.List[object]]::new()
        $count = @{ Given = 0 }
        & {
            foreach ($number in 1..20000) {
                if ($seen.Count -gt 0) { break }
                $count.Given++
                '127.0.0.1:1'
            }
        } | Test-ExoPort | ForEach-Object { $seen.Add($_) }
        $count.Given | Should -BeLessThan 20000
        $seen.Count | Should -Be $count.Given
    }

    It 'takes any number of targets through its bounded queues, each once' {
        $results = @(1..1500 | ForEach-Object { [pscustomobject]@{ ComputerName = '127.0.0.1'; Port = 1; Tag = "$_" } } | Test-ExoPort -ThrottleLimit 16)
        $results.Count | Should -Be 1500
        @($results | ForEach-Object { $_.Tag } | Select-Object -Unique).Count | Should -Be 1500
    }
}

Describe 'A pipeline that ends early' {
    BeforeEach { $server = New-SilentServer }
    AfterEach { Stop-SilentServer -Server $server }

    It 'by Select-Object -First closes the connections that are open' {
        $results = @(
            & {
                "127.0.0.1:$($server.Port)"
                $null = Wait-SilentServerClient -Server $server
                '127.0.0.1:1'
            } | Test-ExoPort -Service Submission -TimeoutSeconds 600 | Select-Object -First 1
        )
        $results.Count | Should -Be 1
        $results[0].Outcome | Should -Be 'refused'
        $server.Clients.Count | Should -Be 1
        Wait-SilentServerClosed -Server $server | Should -BeTrue
    }

    It 'by an error upstream closes the connections that are open' {
        {
            & {
                "127.0.0.1:$($server.Port)"
                $null = Wait-SilentServerClient -Server $server
                throw 'upstream'
            } | Test-ExoPort -Service Submission -TimeoutSeconds 600
        } | Should -Throw -ExpectedMessage 'upstream'
        $server.Clients.Count | Should -Be 1
        Wait-SilentServerClosed -Server $server | Should -BeTrue
    }

    It 'by an error downstream closes the connections that are open' {
        {
            & {
                "127.0.0.1:$($server.Port)"
                $null = Wait-SilentServerClient -Server $server
                '127.0.0.1:1'
            } | Test-ExoPort -Service Submission -TimeoutSeconds 600 | ForEach-Object { throw 'downstream' }
        } | Should -Throw -ExpectedMessage 'downstream'
        Wait-SilentServerClosed -Server $server | Should -BeTrue
    }

    It 'by -ErrorAction Stop at a bad target closes the connections that are open' {
        {
            & {
                "127.0.0.1:$($server.Port)"
                $null = Wait-SilentServerClient -Server $server
                ''
            } | Test-ExoPort -Service Submission -TimeoutSeconds 600 -ErrorAction Stop
        } | Should -Throw -ExpectedMessage '*host is empty*'
        Wait-SilentServerClosed -Server $server | Should -BeTrue
    }
}

Describe 'Ctrl+C, <Way>,' -ForEach $ways {
    BeforeEach {
        $server = New-SilentServer
        $runspace = New-TestRunspace -WithoutCleanBlock:$WithoutCleanBlock
        $shell = [powershell]::Create()
        $shell.Runspace = $runspace
    }
    AfterEach {
        $shell.Dispose()
        $runspace.Dispose()
        Stop-SilentServer -Server $server
    }

    It 'closes the connections that are open while <Busy>' -ForEach @(
        @{ Busy = 'the last results are awaited'; Script = '"127.0.0.1:{0}" | Test-ExoPort -Service Submission -TimeoutSeconds 600' }
        @{ Busy = 'upstream is busy'; Script = '& {{ "127.0.0.1:{0}"; Start-Sleep -Seconds 600 }} | Test-ExoPort -Service Submission -TimeoutSeconds 600' }
        @{ Busy = 'downstream is busy'; Script = '"127.0.0.1:{0}", "127.0.0.1:1" | Test-ExoPort -Service Submission -TimeoutSeconds 600 | ForEach-Object {{ Start-Sleep -Seconds 600 }}' }
        @{ Busy = 'the queues are full'; Script = '& {{ while ($true) {{ "127.0.0.1:{0}" }} }} | Test-ExoPort -Service Submission -TimeoutSeconds 600 -ThrottleLimit 2' }
    ) {
        $definition = $runspace.CreatePipeline('(Get-Command Test-ExoPort).Definition').Invoke()[0]
        ($definition -match '(?m)^\s*clean \{') | Should -Be (-not $WithoutCleanBlock)
        $null = $shell.AddScript(($Script -f $server.Port))
        $running = $shell.BeginInvoke()
        Wait-SilentServerClient -Server $server | Should -BeTrue
        $running.IsCompleted | Should -BeFalse

        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne(30000) | Should -BeTrue
        Write-Host "    stopped in $($clock.ElapsedMilliseconds) ms"
        # Connections that were still in the server's queue.
        while ($server.Listener.Pending()) { $server.Clients += $server.Listener.AcceptTcpClient() }
        Wait-SilentServerClosed -Server $server | Should -BeTrue
    }
}

Describe 'A run that nobody closed' {
    It 'is closed with its owner by the garbage collector' {
        $server = New-SilentServer
        try {
            # In a runspace of its own, so that nothing of this test's scopes keeps the owner alive.
            $runspace = New-TestRunspace
            $shell = [powershell]::Create()
            $shell.Runspace = $runspace
            $null = $shell.AddScript('& (Get-Module ExoPort) { param($port)
                    $run = Start-ExoPortRun -Configuration "{}"
                    $target = [System.Text.Encoding]::UTF8.GetBytes("{`"host`":`"127.0.0.1`",`"port`":$port,`"service`":`"submission`"}")
                    $null = Send-ExoPortTarget -Run $run -Target $target -Problem @()
                } ' + $server.Port).Invoke()
            $shell.HadErrors | Should -BeFalse
            Wait-SilentServerClient -Server $server | Should -BeTrue
            $shell.Dispose()
            $runspace.Dispose()
            Remove-Variable -Name shell, runspace
            foreach ($turn in 1..3) {
                [System.GC]::Collect()
                [System.GC]::WaitForPendingFinalizers()
            }
            Wait-SilentServerClosed -Server $server | Should -BeTrue
        }
        finally { Stop-SilentServer -Server $server }
    }
}
