# Scenarios through the module, against the look-alike of Exchange Online.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $lab = Start-TestLab
    $exchanger = 'contoso-com.mail.protection.outlook.com'

    function Get-LabOverride {
        <# Every port leads to the lab: to the healthy server, or to the case given for the port. #>
        param([hashtable] $Fault = @{})

        $names = @{ 25 = 'healthy-smtp-mx'; 443 = 'healthy-web'; 587 = 'healthy-submission'; 993 = 'healthy-imap'; 995 = 'healthy-pop' }
        foreach ($port in $Fault.Keys) { $names[$port] = $Fault[$port] }
        $override = @{}
        foreach ($port in $names.Keys) { $override["*:$port"] = "127.0.0.1:$($lab.Cases[$names[$port]].port)" }
        $override
    }
    $common = @{ RootCertificatePath = $lab.RootCertificatePath; DnsServer = $lab.DnsServer; TimeoutSeconds = 10; ConnectTimeoutSeconds = 3 }
}

AfterAll { Stop-TestLab -Lab $lab }

Describe 'Test-ExoConnectivity' {
    It 'gives one result for each scenario, in their order' {
        $results = @(Test-ExoConnectivity -Domain $exchanger -Override (Get-LabOverride) @common)
        $names = InModuleScope ExoPort { @((Get-ExoPortWordList -Kind 'Scenario').Keys | Where-Object { $_ -ne 'All' }) }
        @($results | ForEach-Object { $_.Scenario }) | Should -Be $names
        foreach ($result in $results) {
            $result.PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.ConnectivityResult'
            $result.Verdict | Should -Be 'Pass' -Because $result.Cause
            $result.Cause | Should -Not -BeNullOrEmpty
            $result.Side | Should -BeNullOrEmpty
            $result.Remedy | Should -BeNullOrEmpty
            @($result.Probes).Count | Should -BeGreaterThan 0
            @($result.Evidence).Count | Should -BeGreaterThan 0
            $result.Domain | Should -BeExactly $exchanger
            $result.Instance | Should -BeExactly 'Worldwide'
        }
    }

    It 'says the cause, the side and the remedy' {
        $override = Get-LabOverride -Fault @{ 993 = 'foreign-issuer'; 443 = 'foreign-issuer' }
        $result = Test-ExoConnectivity Imap -Override $override @common
        $result.Verdict | Should -Be 'Fail'
        $result.Side | Should -Be 'YourSide'
        $result.Confidence | Should -Be 'Medium'
        $result.Cause | Should -Match 'intercepted by one device'
        $result.Remedy | Should -Match 'Exempt'
        $result.Findings[0].Code | Should -BeExactly 'intercepted-everywhere'
        @($result.Probes | ForEach-Object { $_.Role }) | Should -Be @('Needed', 'Control')
        $result.Probes[0].Port | Should -Be 993
        $result.Probes[0].Outcome | Should -BeExactly 'certificate-unknown-issuer'
    }

    It 'is Unknown without the domain that it needs' {
        $result = Test-ExoConnectivity ReceiveMail -Override (Get-LabOverride) @common
        $result.Verdict | Should -Be 'Unknown'
        $result.Cause | Should -Match 'no mail domain was given'
        @($result.Probes).Count | Should -Be 0
    }

    It 'takes domains from the pipeline, and one bad one does not keep the others' {
        $errors = @()
        $results = @($exchanger, 'not a domain', 'nomail.example' | Test-ExoConnectivity ReceiveMail -Override @{ '*:587' = ':1'; '*:443' = ':1'; "$($exchanger):25" = "127.0.0.1:$($lab.Cases['healthy-smtp-mx'].port)" } @common -ErrorAction SilentlyContinue -ErrorVariable errors)
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'BadDomain,Test-ExoConnectivity'
        $byDomain = @{}
        foreach ($result in $results) { $byDomain[$result.Domain] = $result }
        $byDomain[$exchanger].Verdict | Should -Be 'Pass' -Because $byDomain[$exchanger].Cause
        $byDomain['nomail.example'].Findings[0].Code | Should -BeExactly 'null-mx'
    }

    It 'gives one Boolean value with -Quiet' {
        Test-ExoConnectivity Imap, Pop -Quiet -Override (Get-LabOverride) @common | Should -BeExactly $true
        Test-ExoConnectivity Imap -Quiet -Override (Get-LabOverride -Fault @{ 993 = 'expired' }) @common | Should -BeExactly $false
        @(@() | Test-ExoConnectivity Imap -Quiet @common).Count | Should -Be 0
    }

    It 'names what is wrong with its parameters' -ForEach @(
        @{ Arguments = @{ Scenario = 'Weather' }; Part = '*SendMail*' }
        @{ Arguments = @{ TimeoutSeconds = 0 }; Part = '*TimeoutSeconds*' }
    ) {
        { Test-ExoConnectivity @Arguments -ErrorAction Stop } | Should -Throw -ExpectedMessage $Part
    }

    It 'names what the library refuses' {
        { Test-ExoConnectivity Imap -Instance Mars -ErrorAction Stop } | Should -Throw -ExpectedMessage '*Worldwide*'
        { Test-ExoConnectivity Imap -Override @{ 'x' = 'y' } -ErrorAction Stop } | Should -Throw -ExpectedMessage '*override*'
    }

    It 'fits 120 columns and survives Export-Clixml' {
        $override = Get-LabOverride -Fault @{ 993 = 'foreign-issuer'; 443 = 'foreign-issuer' }
        $results = @(Test-ExoConnectivity Imap, Pop -Override $override @common)
        foreach ($text in ($results | Format-Table | Out-String -Width 120), ($results[0].Probes | Format-Table | Out-String -Width 120)) {
            foreach ($line in $text.Split("`n")) { ($line -replace "\x1b\[[0-9;]*m", '').TrimEnd().Length | Should -BeLessOrEqual 120 }
        }
        ($results | Format-List | Out-String -Width 120) | Should -Match 'YourSide \(confidence: Medium\)'
        $file = Join-Path $TestDrive 'results.xml'
        $results | Export-Clixml -Path $file -Depth 5
        $back = @(Import-Clixml -Path $file | ForEach-Object { $_ })
        $back[0].Cause | Should -BeExactly $results[0].Cause
        $back[0].Probes[0].Findings[0].Code | Should -BeExactly $results[0].Probes[0].Findings[0].Code
    }

    It 'offers the scenarios for Tab' {
        $line = 'Test-ExoConnectivity -Scenario s'
        $offers = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches
        @($offers | ForEach-Object { $_.CompletionText }) | Should -Be @('SendMail')
    }
}
