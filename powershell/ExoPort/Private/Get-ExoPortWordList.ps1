function Get-ExoPortWordList {
    <#
    The words of the parameters: what PowerShell shows -> the word in the record and in the native library.
    Instance is not here as a closed set: Microsoft adds clouds, so any text is passed on.
    #>
    param([string] $Kind)

    switch ($Kind) {
        'Service' {
            [ordered]@{
                SmtpMx = 'smtp-mx'; Submission = 'submission'; Imap = 'imap'; Pop = 'pop'; Web = 'web'; Admin = 'admin'
            }
        }
        'Tls' {
            [ordered]@{ None = 'none'; Implicit = 'implicit'; Smtp = 'smtp'; Imap = 'imap'; Pop = 'pop' }
        }
        'Scenario' {
            [ordered]@{
                SendMail = 'send-mail'; ReceiveMail = 'receive-mail'; Outlook = 'outlook'; Imap = 'imap'; Pop = 'pop'
                Admin = 'admin'; HybridMailFlow = 'hybrid-mail-flow'; Device = 'device'; All = 'all'
            }
        }
        'AddressFamily' {
            [ordered]@{ Any = 'any'; IPv4 = 'ipv4'; IPv6 = 'ipv6' }
        }
        'Category' {
            [ordered]@{ Optimize = 'optimize'; Allow = 'allow'; Default = 'default' }
        }
        'Direction' {
            [ordered]@{ Outbound = 'outbound'; Inbound = 'inbound'; Both = 'both' }
        }
        'Format' {
            [ordered]@{
                PowerShell = 'powershell'; Netsh = 'netsh'; Nftables = 'nftables'; Iptables = 'iptables'; Ip6tables = 'ip6tables'
                Cisco = 'cisco'; AzureNsg = 'azure-nsg'; Csv = 'csv'; Json = 'json'
            }
        }
    }
}
