# Mail domains through the module, against the DNS of the look-alike of Exchange Online.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $lab = Start-TestLab
    $common = @{ RootCertificatePath = $lab.RootCertificatePath; DnsServer = $lab.DnsServer; PolicyAddress = $lab.PolicyServer }
}

AfterAll { Stop-TestLab -Lab $lab }

Describe 'Test-ExoDomain' {
    It 'gives one report with every item of a healthy domain' {
        $report = Test-ExoDomain contoso.com @common
        $report.PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.DomainReport'
        $report.Domain | Should -BeExactly 'contoso.com'
        $report.Instance | Should -BeExactly 'Worldwide'
        $report.Verdict | Should -Be 'Pass' -Because $report.Summary
        @($report.DnsServer) | Should -Be @($lab.DnsServer)
        @($report.Items | ForEach-Object { $_.Item }) |
            Should -Be @('Mx', 'Spf', 'Dkim', 'Dkim', 'Dmarc', 'Autodiscover', 'Msoid', 'MtaSts', 'TlsRpt', 'Tlsa')
        foreach ($item in $report.Items) {
            $item.PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.DomainItem'
            $item.Result | Should -BeIn @('Pass', 'Absent')
            $item.Explanation | Should -Not -BeNullOrEmpty
            $item.Rule | Should -Not -BeNullOrEmpty
            $item.Source | Should -Match '^(RFC |https://learn\.microsoft\.com/|docs/exchange-online-facts\.md section)'
            @($item.Also).Count | Should -Be 0
        }
        @($report.Items[0].Evidence)[0] | Should -BeExactly 'MX 10 contoso-com.mail.protection.outlook.com'
    }

    It 'finds in every domain of the lab what is wrong with it' {
        $names = @($lab.Domains | ForEach-Object { $_.domain })
        $names.Count | Should -BeGreaterThan 20
        $reports = @{}
        foreach ($report in $names | Test-ExoDomain @common) { $reports[$report.Domain] = $report }
        foreach ($domain in $lab.Domains) {
            $items = @($reports[$domain.domain].Items)
            $found = @(
                foreach ($remark in $items + @($items | ForEach-Object { $_.Also })) {
                    if ($remark.Result -in 'Fail', 'Warn', 'Unknown') { $remark.Rule }
                }
            )
            (@($found | Sort-Object) -join ' ') | Should -BeExactly (@($domain.rules | Sort-Object) -join ' ') -Because $domain.domain
        }
    }

    It 'says the remedy and the other rules' {
        $report = Test-ExoDomain mta-sts-html.example @common
        $report.Verdict | Should -Be 'Fail'
        $item = $report.Items | Where-Object { $_.Item -eq 'MtaSts' }
        $item.Remedy | Should -Not -BeNullOrEmpty
        @($item.Also).Count | Should -Be 1
        $item.Also[0].PSObject.TypeNames[0] | Should -BeExactly 'ExoPort.DomainRemark'
        $item.Also[0].Rule | Should -BeExactly 'mta-sts-policy'
    }

    It 'takes domains from the pipeline and from properties, and one bad one does not keep the others' {
        $errors = @()
        $rows = @(
            [pscustomobject]@{ DomainName = 'contoso.com'; DkimSelector = 'k1;k2' }
            [pscustomobject]@{ DomainName = 'not a domain' }
            [pscustomobject]@{ Domain = 'fabrikam.com'; Instance = 'China' }
        )
        $reports = @($rows | Test-ExoDomain @common -ErrorAction SilentlyContinue -ErrorVariable errors | Sort-Object -Property Domain)
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'BadDomain,Test-ExoDomain'
        @($reports | ForEach-Object { $_.Domain }) | Should -Be @('contoso.com', 'fabrikam.com')
        @($reports[0].Items | Where-Object { $_.Name -eq 'k2._domainkey.contoso.com' }).Count | Should -Be 1
        $reports[1].Instance | Should -BeExactly 'China'
        $reports[1].Items[0].Rule | Should -BeExactly 'mx-other-cloud'
    }

    It 'gives one Boolean value with -Quiet' {
        Test-ExoDomain contoso.com, fabrikam.com -Quiet @common | Should -BeExactly $true
        Test-ExoDomain contoso.com, spf-several.example -Quiet @common | Should -BeExactly $false
        @(@() | Test-ExoDomain -Quiet @common).Count | Should -Be 0
    }

    It 'names what is wrong' -ForEach @(
        @{ Arguments = @{ TimeoutSeconds = 0 }; Part = '*TimeoutSeconds*' }
        @{ Arguments = @{ Instance = 'Mars' }; Part = '*Worldwide*' }
        @{ Arguments = @{ DkimSelector = 'a/b' }; Part = '*selector1*' }
        @{ Arguments = @{ PolicyAddress = 'x' }; Part = '*policy_address*' }
        @{ Arguments = @{ DnsServer = 'resolver' }; Part = '*192.0.2.53*' }
    ) {
        { Test-ExoDomain contoso.com @Arguments -ErrorAction Stop } | Should -Throw -ExpectedMessage $Part
    }

    It 'fits 120 columns and survives Export-Clixml' {
        $reports = @(Test-ExoDomain spf-several.example, contoso.com @common)
        foreach ($text in ($reports | Format-Table | Out-String -Width 120), ($reports[0].Items | Format-Table | Out-String -Width 120)) {
            $text | Should -Match 'contoso.com|selector1'
            foreach ($line in $text.Split("`n")) { ($line -replace "\x1b\[[0-9;]*m", '').TrimEnd().Length | Should -BeLessOrEqual 120 }
        }
        $list = $reports | Where-Object { $_.Verdict -eq 'Fail' } | Format-List | Out-String -Width 120
        $list | Should -Match 'Spf Fail'
        $list | Should -Match 'Remedy: Put the mechanisms'
        $file = Join-Path $TestDrive 'reports.xml'
        $reports | Export-Clixml -Path $file -Depth 5
        $back = @(Import-Clixml -Path $file | ForEach-Object { $_ })
        $back[0].Items[0].Explanation | Should -BeExactly $reports[0].Items[0].Explanation
    }

    It 'offers the clouds for Tab' {
        $line = 'Test-ExoDomain contoso.com -Instance c'
        $offers = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches
        @($offers | ForEach-Object { $_.CompletionText }) | Should -Be @('China')
    }
}
