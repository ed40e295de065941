# What the module makes of JSON must not depend on the PowerShell that reads it: numbers are Int32, Int64 and Decimal on Windows
# PowerShell 5.1, Int64 and Double on PowerShell 7; 5.1 refuses keys that differ in case alone.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    . (Join-Path $PSScriptRoot 'SampleRecord.ps1')
    $reader51 = Join-Path $PSScriptRoot 'WindowsPowerShell/Json.ps1'

    function Use-JsonOf51 {
        <# Imports the module anew, and lets it read JSON as 5.1 does. #>
        Import-Module -Name $manifestPath -Force
        # Dot: in the scope of the module itself, where its functions find it before the cmdlet.
        . (Get-Module -Name ExoPort) {
            . $args[0]
            # What ConvertFrom-ExoPortJson finds out on 5.1.
            $script:JsonOptions = @{}
            $script:JsonMakesDates = $false
        } $reader51
    }

    function Get-Shape {
        <# The types of all values below an object, one line each: what a script that uses the object relies on. #>
        param([object] $Value, [string] $Path)

        if ($null -eq $Value) { return "$Path none" }
        if ($Value -is [System.Collections.IList]) {
            "$Path $($Value.GetType().Name) of $($Value.Count)"
            for ($index = 0; $index -lt $Value.Count; $index++) { Get-Shape -Value $Value[$index] -Path "$Path[$index]" }
            return
        }
        if ($Value -is [System.Management.Automation.PSCustomObject]) {
            "$Path $($Value.PSObject.TypeNames[0])"
            foreach ($property in $Value.PSObject.Properties) {
                if ($property.MemberType -eq 'NoteProperty') { Get-Shape -Value $property.Value -Path "$Path.$($property.Name)" }
            }
            return
        }
        "$Path $($Value.GetType().FullName)"
    }

    function Get-ShapeOf {
        <# What cmdlets give, in an order that does not depend on which probe was quicker. #>
        param([object[]] $Value)
        @($Value | ForEach-Object { , @(Get-Shape -Value $_ -Path '') } | ForEach-Object { $_ -join "`n" } | Sort-Object)
    }

    $lab = Start-TestLab
    $common = @{ RootCertificatePath = $lab.RootCertificatePath; DnsServer = $lab.DnsServer }
    $uses = @{
        'Test-ExoPort'         = { 'healthy-smtp-mx', 'healthy-web', 'expired', 'refused' | ForEach-Object { Get-LabTarget -Lab $lab -Name $_ } | Test-ExoPort @common -IncludeTranscript }
        'Test-ExoConnectivity' = { Test-ExoConnectivity -Scenario Imap, Pop -Override @{ '*:993' = "127.0.0.1:$($lab.Cases['healthy-imap'].port)"; '*:995' = "127.0.0.1:$($lab.Cases['expired'].port)" } @common }
        'Test-ExoDomain'       = { Test-ExoDomain contoso.com -PolicyAddress $lab.PolicyServer @common }
        'Get-ExoEndpoint'      = { Get-ExoEndpoint -Instance Worldwide }
        'Get-ExoFirewallRule'  = { Get-ExoFirewallRule -Direction Both -WarningAction SilentlyContinue }
        'Resolve-ExoError'     = { '550 5.7.1 denied', '421 4.7.0 try later', '550 5.7.1 again' | Resolve-ExoError }
        'a visitor'            = {
            InModuleScope ExoPort {
                $json = '{"started_at":1750000000123,"address":"192.0.2.1","port":51234,"published":[{"instance":"Worldwide"}],"commands":3,"duration_ms":7,"tls":{"version":"TLSv1.3"},"outcome":"quit"}'
                ConvertTo-ExoPortVisitor -Visitor (ConvertFrom-ExoPortJson -Json $json) -Json $json
            }
        }
        'an endpoint change'   = { InModuleScope ExoPort { ConvertTo-ExoPortEndpointChange -Change (ConvertFrom-ExoPortJson -Json '{"id":9,"kind":"ip-added","value":"192.0.2.0/24"}') -Answer $null } }
        'an endpoint update'   = { InModuleScope ExoPort { ConvertTo-ExoPortEndpointUpdate -Report (ConvertFrom-ExoPortJson -Json '{"status":"updated","checked_at":1750000000123,"next_check_at":1750003600123}') } }
    }
}

AfterAll {
    Import-Module -Name $manifestPath -Force
    Stop-TestLab -Lab $lab
}

Describe 'What <Use> gives' -ForEach @(
    @{ Use = 'Test-ExoPort'; Least = 4 }
    @{ Use = 'Test-ExoConnectivity'; Least = 2 }
    @{ Use = 'Test-ExoDomain'; Least = 1 }
    @{ Use = 'Get-ExoEndpoint'; Least = 1 }
    @{ Use = 'Get-ExoFirewallRule'; Least = 2 }
    @{ Use = 'Resolve-ExoError'; Least = 2 }
    @{ Use = 'a visitor'; Least = 1 }
    @{ Use = 'an endpoint change'; Least = 1 }
    @{ Use = 'an endpoint update'; Least = 1 }
) {
    AfterEach { Import-Module -Name $manifestPath -Force }

    It 'has the same types when Windows PowerShell 5.1 reads the JSON' {
        Import-Module -Name $manifestPath -Force
        $now = Get-ShapeOf -Value @(& $uses[$Use])
        Use-JsonOf51
        $on51 = Get-ShapeOf -Value @(& $uses[$Use])
        & (Get-Module -Name ExoPort) { $script:JsonReadAs51 } | Should -BeGreaterThan 0
        $now.Count | Should -BeGreaterOrEqual $Least
        $on51 | Should -Be $now
        # Decimal is what nobody asked for: a fraction that went through without being made a Double.
        $on51 -join "`n" | Should -Not -Match 'System\.Decimal'
    }
}

Describe 'The stand-in for ConvertFrom-Json of 5.1' {
    BeforeAll {
        Use-JsonOf51
        function Read-As51 { param([string] $Json) & (Get-Module -Name ExoPort) { ConvertFrom-ExoPortJson -Json $args[0] } $Json }
    }

    AfterAll { Import-Module -Name $manifestPath -Force }

    It 'reads <Json> as <Type>' -ForEach @(
        @{ Json = '1'; Type = 'System.Int32' }
        @{ Json = '2147483648'; Type = 'System.Int64' }
        @{ Json = '9223372036854775808'; Type = 'System.Decimal' }
        @{ Json = '12.5'; Type = 'System.Decimal' }
        @{ Json = '1e3'; Type = 'System.Double' }
        @{ Json = '"2025-06-15T15:06:40Z"'; Type = 'System.String' }
        @{ Json = '"\/Date(0)\/"'; Type = 'System.DateTime' }
        @{ Json = '[]'; Type = 'System.Object[]' }
    ) {
        (Read-As51 "{""a"":$Json}").a.GetType().FullName | Should -BeExactly $Type
    }

    It 'refuses <Json>' -ForEach @(@{ Json = '{"a":1,"A":2}' }, @{ Json = '{"":1}' }) {
        { Read-As51 $Json } | Should -Throw
    }
}

Describe 'Reading JSON' {
    BeforeAll {
        function Read-Json { param([string] $Json) & (Get-Module -Name ExoPort) { ConvertFrom-ExoPortJson -Json $args[0] } $Json }
    }

    It 'keeps lists lists: of one, of none, in each other' {
        $read = Read-Json '{"one":[{"a":1}],"none":[],"inner":[[1],[]],"null":null}'
        , $read.one | Should -BeOfType [System.Collections.IList]
        $read.one.Count | Should -Be 1
        , $read.none | Should -BeOfType [System.Collections.IList]
        $read.none.Count | Should -Be 0
        $read.inner.Count | Should -Be 2
        $read.inner[0].Count | Should -Be 1
        $read.null | Should -BeNullOrEmpty
    }

    It 'leaves texts alone: <Text>' -ForEach @(
        @{ Text = '2025-06-15T15:06:40Z' }, @{ Text = '/Date(0)/' }, @{ Text = '\/Date(0)\/' }, @{ Text = '1e5' }, @{ Text = 'null' }, @{ Text = ' ' }, @{ Text = '"\"' }
    ) {
        # As the library writes it.
        $json = '{"text":' + (& (Get-Module -Name ExoPort) { ConvertTo-ExoPortJsonText -Text $args[0] } $Text) + '}'
        (Read-Json $json).text | Should -BeExactly $Text
        Use-JsonOf51
        (Read-Json $json).text | Should -BeExactly $Text
        Import-Module -Name $manifestPath -Force
    }

    It 'goes as deep as a record can be' {
        $read = Read-Json ('{"a":' * 60 + '1' + '}' * 60)
        foreach ($level in 1..60) { $read = $read.a }
        $read | Should -Be 1
    }

    It 'gives a result the same types whichever way dates are kept away' {
        $plain = & (Get-Module -Name ExoPort) { ConvertTo-ExoPortResult -Json $args[0] } (Get-SampleRecord)
        $dated = Get-SampleRecord -Change @{ target = [ordered]@{ host = 'smtp.example'; port = 25; service = 'smtp-mx'; tls = 'smtp'; family = 'any'; tag = '2025-06-15T15:06:40Z' } }
        $other = & (Get-Module -Name ExoPort) {
            # PowerShell 6 to 7.4: no -DateKind.
            $script:JsonOptions = @{}
            $script:JsonMakesDates = $true
            ConvertTo-ExoPortResult -Json $args[0]
        } $dated
        Import-Module -Name $manifestPath -Force
        Get-ShapeOf -Value $other | Should -Be (Get-ShapeOf -Value $plain)
    }
}
