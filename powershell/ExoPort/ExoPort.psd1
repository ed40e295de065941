@{
    RootModule           = 'ExoPort.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5d7c2c6e-0f6b-4a6d-9a53-3b0e6a1c7f42'
    Author               = 'The ExoPort contributors'
    CompanyName          = 'ExoPort'
    Copyright            = '(c) The ExoPort contributors. MIT license.'
    Description          = 'Probes the ports of Exchange Online (25, 587, 993, 995, 443) and says what TCP, STARTTLS, TLS and the certificate really do on this path.'

    # Syntax and APIs stay within Windows PowerShell 5.1 on .NET Framework 4.7.2.
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')

    TypesToProcess       = @('ExoPort.types.ps1xml')
    FormatsToProcess     = @('ExoPort.format.ps1xml')

    # Named one by one: wildcards would make command discovery load the module.
    FunctionsToExport    = @(
        'Get-ExoEndpoint'
        'Get-ExoFirewallRule'
        'Register-ExoPortTask'
        'Resolve-ExoError'
        'Start-ExoListener'
        'Test-ExoConnectivity'
        'Test-ExoDomain'
        'Test-ExoPort'
        'Unregister-ExoPortTask'
        'Update-ExoEndpoint'
        'Watch-ExoPort'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()

    PrivateData          = @{
        PSData = @{
            Tags = @('ExchangeOnline', 'Microsoft365', 'SMTP', 'STARTTLS', 'IMAP', 'POP3', 'TLS', 'Certificate', 'Network', 'Diagnostics', 'Windows', 'Linux', 'MacOS')
        }
    }
}
