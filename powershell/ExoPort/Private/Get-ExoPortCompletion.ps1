function Get-ExoPortCompletion {
    <# What Tab offers for a parameter, with a tooltip each. #>
    param([string] $Kind, [string] $Word)

    $offers = switch ($Kind) {
        'Service' {
            [ordered]@{
                SmtpMx     = 'Mail from other servers: port 25, STARTTLS'
                Submission = 'Client submission: port 587, STARTTLS'
                Imap       = 'IMAP: port 993 (143 with STARTTLS)'
                Pop        = 'POP3: port 995 (110 with STLS)'
                Web        = 'Outlook on the web, EWS, REST: port 443'
                Admin      = 'Administration and sign-in: port 443'
            }
        }
        'Tls' {
            [ordered]@{
                None     = 'No TLS'
                Implicit = 'TLS from the first byte'
                Smtp     = 'SMTP, then STARTTLS'
                Imap     = 'IMAP, then STARTTLS'
                Pop      = 'POP3, then STLS'
            }
        }
        'Scenario' {
            [ordered]@{
                SendMail       = 'Submission: 587, with 25 as the alternative'
                ReceiveMail    = 'The domain''s MX on 25, seen from here'
                Outlook        = 'Outlook and Outlook on the web: 443'
                Imap           = 'IMAP clients: 993'
                Pop            = 'POP3 clients: 995'
                Admin          = 'Sign-in, PowerShell, admin center: 443'
                HybridMailFlow = 'An Exchange server here: 25 out, 443'
                Device         = 'Printers and applications: 587, or 25 to the MX'
                All            = 'All of them'
            }
        }
        'Account' {
            [ordered]@{
                LocalService   = 'Very few rights on this machine'
                NetworkService = 'The same; the machine''s account on the network'
                System         = 'All rights on this machine'
            }
        }
        'AddressFamily' {
            [ordered]@{ Any = 'IPv6 and IPv4'; IPv4 = 'IPv4 only'; IPv6 = 'IPv6 only' }
        }
        'Direction' {
            [ordered]@{ Outbound = 'From this site'; Inbound = 'To this site'; Both = 'Both directions' }
        }
        'Format' {
            [ordered]@{
                PowerShell = 'New-NetFirewallRule commands'
                Netsh      = 'A batch file of netsh advfirewall commands'
                Nftables   = 'A file for nft -f'
                Iptables   = 'A file for iptables-restore --noflush (IPv4)'
                Ip6tables  = 'A file for ip6tables-restore --noflush (IPv6)'
                Cisco      = 'Cisco IOS access lists'
                AzureNsg   = 'securityRules of an Azure network security group'
                Csv        = 'One row a range'
                Json       = 'The rules as JSON'
            }
        }
        'Category' {
            [ordered]@{
                Optimize = 'Directly to Microsoft; most sensitive to latency'
                Allow    = 'Directly to Microsoft, without inspection'
                Default  = 'As other Internet traffic'
            }
        }
        'Instance' {
            [ordered]@{
                Worldwide    = 'Microsoft 365 Worldwide (and GCC)'
                USGovGCCHigh = 'Microsoft 365 US Government GCC High'
                USGovDoD     = 'Microsoft 365 US Government DoD'
                China        = 'Office 365 operated by 21Vianet'
            }
        }
    }
    $start = $Word.Trim([char[]]@('''', '"'))
    foreach ($name in $offers.Keys) {
        if ($name.StartsWith($start, [System.StringComparison]::OrdinalIgnoreCase)) {
            [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $offers[$name])
        }
    }
}
