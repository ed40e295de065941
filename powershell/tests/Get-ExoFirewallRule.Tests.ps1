# The renderings as such are tested against the real tools (crates/exoport-cli/tests/interop/firewall.rs); here is what PowerShell makes of
# the rules, and whether the script of -Format PowerShell is one that Windows PowerShell 5.1 has the parameters for.

BeforeDiscovery {
    $formats = @(
        @{ Format = 'PowerShell'; Part = 'New-NetFirewallRule -Name ' }
        @{ Format = 'netsh'; Part = 'netsh advfirewall firewall add rule name=' }
        @{ Format = 'Nftables'; Part = 'add element inet filter exoport_worldwide_out_' }
        @{ Format = 'iptables'; Part = '-A EXOPORT-WORLDWIDE-OUT -d ' }
        @{ Format = 'Ip6tables'; Part = '-d 2603:1006::/40' }
        @{ Format = 'Cisco'; Part = 'ip access-list extended EXOPORT-WORLDWIDE-OUT-V4' }
        @{ Format = 'azure-nsg'; Part = '"destinationAddressPrefixes"' }
        @{ Format = 'AzureNsg'; Part = '"securityRules"' }
        @{ Format = 'Csv'; Part = 'name,direction,protocol,ports,range' }
        @{ Format = 'Json'; Part = '"kind": "firewall"' }
    )
    $instances = 'Worldwide', 'USGovGCCHigh', 'USGovDoD', 'China' | ForEach-Object { @{ Instance = $_ } }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    # Module NetSecurity of Windows Server 2016 (PowerShell 5.1), New-NetFirewallRule, without common parameters. Source:
    # github.com/MicrosoftDocs/windows-powershell-docs, docset/winserver2016-ps/netsecurity/New-NetFirewallRule.md.
    $netSecurity = 'PolicyStore', 'GPOSession', 'Name', 'DisplayName', 'Description', 'Group', 'Enabled', 'Profile', 'Platform',
    'Direction', 'Action', 'EdgeTraversalPolicy', 'LooseSourceMapping', 'LocalOnlyMapping', 'Owner', 'LocalAddress',
    'RemoteAddress', 'Protocol', 'LocalPort', 'RemotePort', 'IcmpType', 'DynamicTarget', 'Program', 'Package', 'Service',
    'InterfaceAlias', 'InterfaceType', 'LocalUser', 'RemoteUser', 'RemoteMachine', 'Authentication', 'Encryption',
    'OverrideBlockRules', 'CimSession', 'ThrottleLimit', 'AsJob', 'WhatIf', 'Confirm'

    function Get-Opening {
        <# What rules open, one text for each direction, protocol, port and range, sorted. #>
        param([object[]] $Rule)
        @(
            foreach ($one in $Rule) {
                foreach ($port in $one.Port) {
                    foreach ($range in $one.RemoteAddress) { "$($one.Direction) $($one.Protocol) $port $range" }
                }
            }
        ) | Sort-Object
    }

    function Read-FirewallScript {
        <# The commands of a script as PowerShell parses it: name and parameters with their literal values. #>
        param([string] $Script)
        $tokens = $null
        $errors = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($Script, [ref] $tokens, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        foreach ($statement in $ast.EndBlock.Statements) {
            # Nothing but commands: no assignment, no pipeline of several, no redirection.
            $statement.GetType().Name | Should -Be 'PipelineAst'
            @($statement.PipelineElements).Count | Should -Be 1
            $command = $statement.PipelineElements[0]
            $command.GetType().Name | Should -Be 'CommandAst'
            @($command.Redirections).Count | Should -Be 0
            $values = @{}
            for ($index = 1; $index -lt $command.CommandElements.Count; $index += 2) {
                $parameter = $command.CommandElements[$index]
                $parameter.GetType().Name | Should -Be 'CommandParameterAst'
                # SafeGetValue takes literals only.
                $values[$parameter.ParameterName] = @($command.CommandElements[$index + 1].SafeGetValue())
            }
            [pscustomobject]@{ Name = $command.GetCommandName(); Values = $values }
        }
    }
}

Describe 'Get-ExoFirewallRule' {
    It 'gives typed objects with stable properties' {
        $rules = @(Get-ExoFirewallRule -WarningAction SilentlyContinue)
        $rules.Count | Should -Be 6
        $rule = $rules | Where-Object Service -eq 'Submission'
        $rule.PSObject.TypeNames[0] | Should -Be 'ExoPort.FirewallRule'
        @($rule.PSObject.Properties | ForEach-Object { $_.Name }) | Should -Be @(
            'Name', 'Direction', 'Protocol', 'Port', 'RemoteAddress', 'Service', 'Instance', 'SetId', 'Version', 'Required', 'RangesOfSet', 'HostName')
        $rule.Name | Should -BeExactly 'exoport-worldwide-out-2-submission'
        $rule.Direction | Should -BeExactly 'Outbound'
        $rule.Protocol | Should -BeExactly 'TCP'
        $rule.Port | Should -Be @('587')
        $rule.RemoteAddress | Should -Contain '40.96.0.0/13'
        $rule.HostName | Should -Contain 'smtp.office365.com'
        $rule.SetId | Should -BeOfType [int]
    }

    It 'warns of what is published by name only' {
        $null = Get-ExoFirewallRule -Service Web -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'set 8 \(required\), TCP 443: \*\.outlook\.com'
        $null = Get-ExoFirewallRule -Service Web -Format AzureNsg -WarningVariable warned -WarningAction SilentlyContinue
        @($warned).Count | Should -Be 1
        $null = Get-ExoFirewallRule -Service Web -Format Cisco -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
    }

    It 'opens port 25 to the published senders alone with -Hybrid' {
        $inbound = @(Get-ExoFirewallRule -Hybrid -WarningAction SilentlyContinue | Where-Object Direction -eq 'Inbound')
        $inbound.Count | Should -Be 1
        $inbound[0].Port | Should -Be @('25')
        $inbound[0].SetId | Should -Be 10
        $inbound[0].RemoteAddress | Should -Contain '40.92.0.0/15'
        @($inbound[0].RemoteAddress | Where-Object { $_ -match '/0$' }) | Should -BeNullOrEmpty
        @(Get-ExoFirewallRule -Direction inbound).Name | Should -Be $inbound[0].Name
    }

    It 'chooses families, ports and protocols' {
        $rules = @(Get-ExoFirewallRule web -AddressFamily IPv6 -IncludeHttp -IncludeHttp3 -WarningAction SilentlyContinue)
        @($rules.RemoteAddress | Where-Object { $_ -notmatch ':' }) | Should -BeNullOrEmpty
        @($rules | Where-Object Protocol -eq 'UDP').Port | Should -Be @('443')
        @($rules | Where-Object SetId -eq 1 | Where-Object Protocol -eq 'TCP').Port | Should -Be @('80', '443')
    }

    It 'gives one text with -Format <Format>' -ForEach $formats {
        $text = Get-ExoFirewallRule -Format $Format -WarningAction SilentlyContinue
        $text | Should -BeOfType [string]
        @($text).Count | Should -Be 1
        $text.Contains($Part) | Should -BeTrue
    }

    It 'shows a table of at most 120 columns' {
        $lines = @(Get-ExoFirewallRule -Hybrid -WarningAction SilentlyContinue | Out-String -Width 120 -Stream) -replace '\x1b\[[0-9;]*m', ''
        @($lines | Where-Object { $_.TrimEnd().Length -gt 120 }) | Should -BeNullOrEmpty
        @($lines | Where-Object { $_ -match '^Inbound +SmtpMx +TCP +25 +10 +True +6 40\.92\.0\.0/15' }).Count | Should -Be 1
    }

    It 'says what is wrong with <Text>' -ForEach @(
        @{ Text = '-Service Mail'; Parameters = @{ Service = 'Mail' }; Part = 'SmtpMx, Submission' }
        @{ Text = '-Direction Up'; Parameters = @{ Direction = 'Up' }; Part = 'Outbound, Inbound, Both' }
        @{ Text = '-Format pf'; Parameters = @{ Format = 'pf' }; Part = 'PowerShell, Netsh' }
        @{ Text = '-Instance Mars'; Parameters = @{ Instance = 'Mars' }; Part = 'one of: Worldwide' }
        @{ Text = 'inbound rules for IMAP'; Parameters = @{ Service = 'Imap'; Direction = 'Inbound' }; Part = 'use smtp-mx' }
        @{ Text = 'iptables with IPv6 only'; Parameters = @{ Format = 'Iptables'; AddressFamily = 'IPv6' }; Part = 'ip6tables' }
    ) {
        $thrown = { Get-ExoFirewallRule @Parameters } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be 'BadParameter,Get-ExoFirewallRule'
        $thrown.Exception.Message.Contains($Part) | Should -BeTrue
    }
}

Describe 'The script of -Format PowerShell for <Instance>' -ForEach $instances {
    It 'holds only New-NetFirewallRule commands with parameters of 5.1, and opens what the rules say' {
        $choice = @{ Instance = $Instance; Hybrid = $true; IncludeHttp = $true; IncludeHttp3 = $true; WarningAction = 'SilentlyContinue' }
        $rules = @(Get-ExoFirewallRule @choice)
        $commands = @(Read-FirewallScript -Script (Get-ExoFirewallRule @choice -Format PowerShell))
        $commands.Count | Should -BeGreaterThan $rules.Count
        $read = foreach ($command in $commands) {
            $command.Name | Should -BeExactly 'New-NetFirewallRule'
            foreach ($parameter in $command.Values.Keys) { $netSecurity | Should -Contain $parameter }
            "$($command.Values.Action)" | Should -BeExactly 'Allow'
            "$($command.Values.Enabled)" | Should -BeExactly 'True'
            $port = if ("$($command.Values.Direction)" -eq 'Outbound') { 'RemotePort' } else { 'LocalPort' }
            [pscustomobject]@{
                Direction     = "$($command.Values.Direction)"
                Protocol      = "$($command.Values.Protocol)"
                Port          = @($command.Values[$port] | ForEach-Object { $_ })
                RemoteAddress = @($command.Values.RemoteAddress | ForEach-Object { $_ })
            }
        }
        @($commands | ForEach-Object { "$($_.Values.Name)" } | Select-Object -Unique).Count | Should -Be $commands.Count
        Get-Opening -Rule $read | Should -Be (Get-Opening -Rule $rules)
    }

    It 'is plain ASCII, which 5.1 reads whatever its code page' {
        $text = Get-ExoFirewallRule -Instance $Instance -Format PowerShell
        $text | Should -Not -Match '[^\x0a\x20-\x7e]'
    }
}
