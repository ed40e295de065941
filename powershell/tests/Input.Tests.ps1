# What goes in: arguments, pipelines, files, and what is said about wrong ones. Loopback ports that refuse answer at once.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $lab = Start-TestLab
    $common = @{ RootCertificatePath = $lab.RootCertificatePath; DnsServer = $lab.DnsServer }
}

AfterAll { Stop-TestLab -Lab $lab }

Describe 'Targets' {
    It 'come as arguments' {
        @(Test-ExoPort 127.0.0.1:1, 127.0.0.1:2 | Sort-Object -Property Port | ForEach-Object { "$($_.Target):$($_.Port)" }) | Should -Be @('127.0.0.1:1', '127.0.0.1:2')
    }

    It 'come as texts from the pipeline' {
        @('127.0.0.1:1', '[::1]:2' | Test-ExoPort | Sort-Object -Property Port | ForEach-Object { "$($_.Target) $($_.Port)" }) | Should -Be @('127.0.0.1 1', '::1 2')
    }

    It 'come from properties named <Name>' -ForEach @(
        @{ Name = 'ComputerName' }, @{ Name = 'HostName' }, @{ Name = 'Target' }, @{ Name = 'Host' }
    ) {
        $result = [pscustomobject]@{ $Name = '127.0.0.1'; Port = 1; Service = 'imap'; Tls = 'Imap'; ServerName = 'a.example'; Tag = 'b' } | Test-ExoPort
        $result.Target | Should -Be '127.0.0.1'
        $result.Port | Should -Be 1
        $result.Service | Should -BeExactly 'Imap'
        $result.Tls | Should -BeExactly 'Imap'
        $result.Record.target.server_name | Should -Be 'a.example'
        $result.Tag | Should -Be 'b'
    }

    It 'come as addresses and URIs' {
        $result = [System.Net.IPAddress]::Loopback | Test-ExoPort -Port 1
        $result.Target | Should -Be '127.0.0.1'
        $result.Record.target.PSObject.Properties['addresses'] | Should -BeNullOrEmpty
        $result = [uri] 'https://127.0.0.1:1/path' | Test-ExoPort
        "$($result.Target):$($result.Port)" | Should -Be '127.0.0.1:1'
    }

    It 'come from a CSV file, where empty cells are absent' {
        $file = Join-Path $TestDrive 'targets.csv'
        $web = Get-LabTarget -Lab $lab -Name 'healthy-web'
        $imap = Get-LabTarget -Lab $lab -Name 'healthy-imap'
        Set-Content -Path $file -Value @(
            'ComputerName,Port,Service,Tls,Address,Site'
            "$($imap.ComputerName),$($imap.Port),Imap,,$($imap.Address),Oslo"
            "$($web.ComputerName),$($web.Port),web,Implicit,$($web.Address),Rome"
            '127.0.0.1,1,,,,'
        )
        $results = @(Import-Csv -Path $file | Test-ExoPort @common | Sort-Object -Property { $_.Record.id })
        @($results | ForEach-Object { $_.Service }) | Should -Be @('Imap', 'Web', $null)
        @($results | ForEach-Object { $_.Outcome }) | Should -Be @('ok', 'ok', 'refused')
    }

    It 'are forgotten from one row to the next' {
        $results = @(
            [pscustomobject]@{ ComputerName = 'a.example'; Port = 1; Address = '127.0.0.1'; Tag = 'first' }
            [pscustomobject]@{ ComputerName = '127.0.0.1'; Port = 2 }
        ) | Test-ExoPort | Sort-Object -Property Port
        $results[1].Tag | Should -BeNullOrEmpty
        $results[1].Record.target.PSObject.Properties['addresses'] | Should -BeNullOrEmpty
    }

    It 'are every service of a host when nothing else is said' {
        @(Test-ExoPort 127.0.0.1 -TimeoutSeconds 5 | Sort-Object -Property Port | ForEach-Object { $_.Service }) | Should -Be @('SmtpMx', 'Web', 'Submission', 'Imap', 'Pop')
    }

    It 'are found through the DNS server that is named' {
        # Without it, the question would leave this machine.
        $lab.DnsServer | Should -Match '^127\.0\.0\.1:\d+$'
        $case = $lab.Cases['healthy-submission']
        $result = Test-ExoPort -ComputerName $case.host -Port $case.port -Service Submission @common
        $result.Record.resolution.source | Should -Be 'dns-server'
        $result.Outcome | Should -Be 'ok'
    }

    It 'of a result are tested again, with the name resolved again' {
        $first = [pscustomobject]@{ ComputerName = '127.0.0.1'; Port = 1; Service = 'Imap'; ServerName = 'a.example'; Tag = 'x' } | Test-ExoPort
        $again = $first | Test-ExoPort
        ($again.Record.target | ConvertTo-Json) | Should -BeExactly ($first.Record.target | ConvertTo-Json)
        $first.Address | Should -Be '127.0.0.1'
        $again.Record.target.PSObject.Properties['addresses'] | Should -BeNullOrEmpty

        $given = Get-LabTarget -Lab $lab -Name 'refused' | Test-ExoPort @common
        $again = $given | Test-ExoPort @common
        $again.Record.target.addresses | Should -Be $given.Record.target.addresses
    }

    It 'are none when the pipeline is empty: not the default hosts' {
        @() | Test-ExoPort | Should -BeNullOrEmpty
    }

    It 'are the default hosts of a cloud without any' {
        # Not probed here: that would leave this machine. What would be is asked of the library.
        InModuleScope ExoPort {
            $problem = [System.Collections.Generic.List[string]]::new()
            $all = New-ExoPortTargetSpecification -Cache @{} -Problem $problem
            $one = New-ExoPortTargetSpecification -Service 'Imap' -Instance 'China' -Cache @{} -Problem $problem
            Initialize-ExoPortNative
            $targets = (Invoke-ExoPortQuery -Question ('{"query":"expand","target":' + $all + '}')).targets
            @($targets | ForEach-Object { $_.host }) | Should -Contain 'smtp.office365.com'
            Measure-ExoPortTarget -Target $all | Should -Be $targets.Count
            (Invoke-ExoPortQuery -Question ('{"query":"expand","target":' + $one + '}')).targets.host | Should -Be 'partner.outlook.cn'
        }
    }
}

Describe 'A wrong target among good ones' {
    BeforeAll {
        $problems = $null
        $before = $Error.Count
        $targets = @(
            '127.0.0.1:1'
            ''
            'bad host'
            '127.0.0.1:70000'
            '127.0.0.1:x'
            [pscustomobject]@{ ComputerName = '127.0.0.1'; Port = 2; Service = 'Smpt' }
            [pscustomobject]@{ ComputerName = '127.0.0.1'; Port = 0 }
            [pscustomobject]@{ Port = 25 }
            '127.0.0.1:3'
        )
        $results = @($targets | Test-ExoPort -ErrorAction SilentlyContinue -ErrorVariable problems)
        $newErrors = $Error.Count - $before
    }

    It 'gives one error each, once' {
        $problems.Count | Should -Be 7
        $newErrors | Should -Be 7
        foreach ($problem in $problems) {
            $problem.FullyQualifiedErrorId | Should -BeExactly 'BadTarget,Test-ExoPort'
            $problem.CategoryInfo.Category | Should -Be 'InvalidArgument'
        }
    }

    It 'keeps no other from being tested' {
        @($results | Sort-Object -Property Port | ForEach-Object { $_.Port }) | Should -Be @(1, 3)
    }

    It 'is named in its error' {
        @($problems | ForEach-Object { $_.TargetObject }) | Should -Be @('', 'bad host', '127.0.0.1:70000', '127.0.0.1:x', '127.0.0.1', '127.0.0.1', '@{Port=25}')
        $problems[0].Exception.Message | Should -Match 'host is empty'
        $problems[1].Exception.Message | Should -Match 'bad host'
        $problems[1].Exception.Message | Should -Not -Match 'exoport_run_push'
        $problems[4].Exception.Message | Should -Match 'Invalid -Service "Smpt" \(one of: SmtpMx, '
        $problems[5].Exception.Message | Should -Match "'0' is not a port"
    }

    It 'ends the command with -ErrorAction Stop' {
        { '', '127.0.0.1:1' | Test-ExoPort -ErrorAction Stop } | Should -Throw -ExpectedMessage '*host is empty*' -ErrorId 'BadTarget,Test-ExoPort'
    }
}

Describe 'A host' {
    It 'that is <What> is an error and not the default hosts' -ForEach @(
        @{ What = 'null'; Value = $null }, @{ What = 'empty'; Value = '' }, @{ What = 'an empty list'; Value = @() }, @{ What = 'blank'; Value = ' ' }
    ) {
        $problems = $null
        Test-ExoPort -ComputerName $Value -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems.Count | Should -Be 1
        $problems[0].Exception.Message | Should -Match 'host is empty'
    }
}

Describe 'A wrong argument' {
    It 'ends the command at once: <Part>' -ForEach @(
        @{ Arguments = @{ Service = 'Smpt' }; Part = 'Invalid -Service "Smpt" (one of: '; Id = 'BadParameter' }
        @{ Arguments = @{ Port = '0' }; Part = "-Port '0' is not a port"; Id = 'BadParameter' }
        @{ Arguments = @{ Port = 70000 }; Part = "-Port '70000' is not a port"; Id = 'BadParameter' }
        @{ Arguments = @{ Tls = 'ssl' }; Part = 'Invalid -Tls "ssl" (one of: '; Id = 'BadParameter' }
        @{ Arguments = @{ Address = 'x' }; Part = "-Address 'x' is not an IP address"; Id = 'BadParameter' }
        @{ Arguments = @{ AddressFamily = 'v4' }; Part = 'Invalid -AddressFamily "v4" (one of: '; Id = 'BadParameter' }
        @{ Arguments = @{ TimeoutSeconds = 0 }; Part = '-TimeoutSeconds 0 is out of range'; Id = 'BadParameter' }
        @{ Arguments = @{ ThrottleLimit = 5000 }; Part = '-ThrottleLimit 5000 is out of range'; Id = 'BadParameter' }
        @{ Arguments = @{ RootCertificatePath = 'nowhere.pem' }; Part = "nowhere.pem' does not exist"; Id = 'BadParameter' }
        @{ Arguments = @{ EhloName = 'a b' }; Part = 'ehlo_name "a b"'; Id = 'BadConfiguration' }
        @{ Arguments = @{ DnsServer = 'not an address' }; Part = 'not an address'; Id = 'BadConfiguration' }
    ) {
        $problem = try { '127.0.0.1:1', '127.0.0.1:2' | Test-ExoPort @Arguments } catch { $_ }
        $problem | Should -BeOfType [System.Management.Automation.ErrorRecord]
        $problem.FullyQualifiedErrorId | Should -BeExactly "$Id,Test-ExoPort"
        $problem.Exception.Message.Contains($Part) | Should -BeTrue -Because "'$($problem.Exception.Message)' must contain '$Part'"
        $problem.Exception.Message | Should -Not -Match 'exoport_run'
    }

    It 'refuses a cloud beside a host' {
        $problems = $null
        Test-ExoPort a.example:25 -Instance China -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems[0].Exception.Message | Should -Match 'instance selects default hosts'
    }

    It 'names a cloud that is not known, and those that are' {
        $problems = $null
        Test-ExoPort -Instance Mars -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems[0].Exception.Message | Should -Match 'invalid instance "Mars" \(one of: Worldwide'
    }

    It 'says that mail exchange needs a domain: <_>' -ForEach 'Service', 'Port' {
        $problems = $null
        $choice = @{ Service = @{ Service = 'SmtpMx' }; Port = @{ Port = 25 } }[$_]
        Test-ExoPort @choice -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems[0].Exception.Message | Should -Match 'smtp-mx \(port 25\) needs your mail domain'
    }
}

Describe 'A failed probe' {
    It 'is data and no error' {
        $problems = $null
        $result = Test-ExoPort 127.0.0.1:1 -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems | Should -BeNullOrEmpty
        $result.Verdict | Should -Be 'Fail'
    }
}
