# The module against the look-alike of Exchange Online: healthy services, and each fault with its own verdict.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $discoveryLab = Start-TestLab
    $cases = @($discoveryLab.Cases.Values | Sort-Object -Property name | ForEach-Object { @{ Name = $_.name } })
    Stop-TestLab -Lab $discoveryLab
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $lab = Start-TestLab
    # All at once: the slow ones take seconds each.
    $results = @{}
    $lab.Cases.Keys | ForEach-Object { Get-LabTarget -Lab $lab -Name $_ } |
        Test-ExoPort -RootCertificatePath $lab.RootCertificatePath -DnsServer $lab.DnsServer -IncludeTranscript |
        ForEach-Object { $results[$_.Tag] = $_ }
    # Faults that only the question for old TLS shows.
    $lab.Cases.Values | Where-Object { $_.PSObject.Properties['legacy_tls'] } | ForEach-Object { Get-LabTarget -Lab $lab -Name $_.name } |
        Test-ExoPort -RootCertificatePath $lab.RootCertificatePath -DnsServer $lab.DnsServer -IncludeLegacyTls |
        ForEach-Object { $results[$_.Tag] = $_ }
}

AfterAll { Stop-TestLab -Lab $lab }

Describe 'The lab''s case <Name>' -ForEach $cases {
    BeforeAll {
        $case = $lab.Cases[$Name]
        $result = $results[$Name]
    }

    It 'has its outcome, phase and verdict' {
        $result | Should -Not -BeNullOrEmpty
        $because = "$($case.description) $($result.Summary)"
        $result.Outcome | Should -BeExactly $case.outcome -Because $because
        if ($case.phase) { $result.Phase | Should -BeExactly $case.phase -Because $because }
        $result.Verdict | Should -Be $case.verdict -Because $because
        if ($case.finding) { @($result.Findings | ForEach-Object { $_.Code }) | Should -Contain $case.finding -Because $because }
    }

    It 'is the target that was asked for' {
        $result.Target | Should -BeExactly $case.host
        $result.Port | Should -Be $case.port
        # A case of the DNS leads to no address.
        if ($case.PSObject.Properties['address']) { $result.Address | Should -Be $case.address }
        else { $result.Address | Should -BeNullOrEmpty }
        $result.Record.target.service | Should -Be $case.service
        $result.Record.target.tls | Should -Be $case.tls
    }

    It 'tells what to do about every finding' {
        foreach ($finding in $result.Findings) {
            foreach ($property in 'Code', 'Severity', 'Explanation', 'Remedy', 'Source') { $finding.$property | Should -Not -BeNullOrEmpty -Because $property }
        }
        $result.Summary | Should -Not -BeNullOrEmpty
    }
}

Describe 'A healthy service' {
    It 'shows TLS, certificate and transcript' {
        $result = $results['healthy-submission']
        $result.TlsVersion | Should -Match '^TLSv1\.[23]$'
        $result.CipherSuite | Should -Match '^TLS_'
        $result.Subject | Should -Not -BeNullOrEmpty
        $result.Expires | Should -BeGreaterThan ([datetime]::Now)
        $result.DaysLeft | Should -BeGreaterThan 0
        $result.Thumbprint | Should -Match '^[0-9a-f]{40}$'
        @($result.Phases | ForEach-Object { $_.Phase }) | Should -Be @('dns', 'connect', 'greeting', 'starttls', 'tls', 'application')
        @($result.Transcript | Where-Object { $_.From -eq 'client' -and $_.Tls }).Count | Should -BeGreaterThan 0
        $result.StartedAt | Should -BeLessOrEqual ([datetime]::Now)
    }

    It 'is reached with TLS 1.3 and passes, all five in one pipeline' {
        $names = 'healthy-smtp-mx', 'healthy-submission', 'healthy-imap', 'healthy-pop', 'healthy-web'
        $five = @($names | ForEach-Object { Get-LabTarget -Lab $lab -Name $_ } | Test-ExoPort -RootCertificatePath $lab.RootCertificatePath -DnsServer $lab.DnsServer)
        $five.Count | Should -Be 5
        foreach ($result in $five) {
            $result.Outcome | Should -BeExactly 'ok' -Because $result.Tag
            $result.TlsVersion | Should -BeExactly 'TLSv1.3' -Because $result.Tag
            $result.Verdict | Should -BeExactly 'Pass' -Because "$($result.Tag): $($result.Summary)"
        }
        @($five | Sort-Object -Property Service | ForEach-Object { $_.Service }) | Should -Be @('Imap', 'Pop', 'SmtpMx', 'Submission', 'Web')
    }

    It 'fails without the root certificate of the lab' {
        $result = Get-LabTarget -Lab $lab -Name 'healthy-imap' | Test-ExoPort -DnsServer $lab.DnsServer
        $result.Outcome | Should -Be 'certificate-unknown-issuer'
        $result.Subject | Should -Not -BeNullOrEmpty
    }

    It 'has no transcript when none is asked for' {
        $result = Get-LabTarget -Lab $lab -Name 'healthy-imap' | Test-ExoPort -RootCertificatePath $lab.RootCertificatePath -DnsServer $lab.DnsServer
        $result.Transcript.Count | Should -Be 0
    }
}

Describe '-Quiet' {
    BeforeAll {
        $common = @{ RootCertificatePath = $lab.RootCertificatePath; DnsServer = $lab.DnsServer; Quiet = $true; ErrorAction = 'SilentlyContinue' }
    }

    It 'is one $true when all is well' {
        $value = @('healthy-imap', 'healthy-pop' | ForEach-Object { Get-LabTarget -Lab $lab -Name $_ } | Test-ExoPort @common)
        $value.Count | Should -Be 1
        $value[0] | Should -BeOfType [bool]
        $value[0] | Should -BeTrue
    }

    It 'is one $false when one fails' {
        $value = @('healthy-imap', 'refused', 'healthy-pop' | ForEach-Object { Get-LabTarget -Lab $lab -Name $_ } | Test-ExoPort @common)
        $value.Count | Should -Be 1
        $value[0] | Should -BeOfType [bool]
        $value[0] | Should -BeFalse
    }

    It 'is $false when a target could not be tested at all' {
        $value = @((Get-LabTarget -Lab $lab -Name 'healthy-imap'), 'bad host' | Test-ExoPort @common)
        $value | Should -Be @($false)
    }

    It 'is nothing when nothing was asked' {
        @() | Test-ExoPort -Quiet | Should -BeNullOrEmpty
    }
}

Describe 'Start-Job' {
    It 'gives results that are complete' {
        $job = Start-Job -ArgumentList $manifestPath, (Get-LabTarget -Lab $lab -Name 'expired'), $lab.RootCertificatePath, $lab.DnsServer -ScriptBlock {
            param($manifest, $target, $roots, $dns)
            Import-Module -Name $manifest
            $target | Test-ExoPort -RootCertificatePath $roots -DnsServer $dns
        }
        $result = $job | Receive-Job -Wait -AutoRemoveJob
        $result.PSObject.TypeNames[0] | Should -BeExactly 'Deserialized.ExoPort.ProbeResult'
        $result.Outcome | Should -BeExactly 'certificate-expired'
        $result.Findings[0].Remedy | Should -Not -BeNullOrEmpty
        $result.Record.schema | Should -Be 1
    }
}
