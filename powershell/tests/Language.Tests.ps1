# The module must parse and run on Windows PowerShell 5.1, which is not available on every machine that runs the
# tests. So the newer PowerShell parses its files, and this looks for everything that is newer than 5.1.

BeforeDiscovery {
    # The sources, or the module of a package, whose ExoPort.psm1 holds all functions.
    $moduleRoot = if ($env:EXOPORT_MODULE_PATH) { (Resolve-Path -Path $env:EXOPORT_MODULE_PATH).ProviderPath } else { Join-Path (Split-Path -Path $PSScriptRoot) 'ExoPort' }
    $files = @(Get-ChildItem -Path $moduleRoot -Recurse -File | Where-Object { '.ps1', '.psm1', '.psd1' -contains $_.Extension })
    $everyFile = @(Get-ChildItem -Path $moduleRoot -Recurse -File | Where-Object { $_.FullName -notmatch '[\\/]runtimes[\\/]' })
    $scripts = @($files | ForEach-Object { @{ Name = $_.FullName.Substring($moduleRoot.Length + 1); Path = $_.FullName } })
    $formats = @($everyFile | Where-Object { $_.Extension -eq '.ps1xml' } | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } })
    # No PowerShell reads the licenses of a package, which have names in them.
    $texts = @($everyFile | Where-Object { 'LICENSE', 'THIRD-PARTY-NOTICES.txt' -notcontains $_.Name } | ForEach-Object { @{ Name = $_.FullName.Substring($moduleRoot.Length + 1); Path = $_.FullName } })
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'WindowsPowerShell/Rules.ps1')
    $sourceRoot = Join-Path (Split-Path -Path $PSScriptRoot) 'ExoPort'
    $moduleRoot = if ($env:EXOPORT_MODULE_PATH) { (Resolve-Path -Path $env:EXOPORT_MODULE_PATH).ProviderPath } else { $sourceRoot }
    $functionFiles = @(Get-ChildItem -Path (Join-Path $sourceRoot 'Private'), (Join-Path $sourceRoot 'Public') -Filter '*.ps1')
    $ownFunctions = @($functionFiles | ForEach-Object { $_.BaseName })
    # What is used on purpose where it is there, and why it does no harm where it is not.
    $onPurpose = @(
        # Called on PowerShell 6 to 7.4 alone.
        @{ File = 'ConvertFrom-ExoPortJson.ps1'; Finding = 'type System.Text.Json.JsonDocument' }
        @{ File = 'ConvertFrom-ExoPortJsonElement.ps1'; Finding = 'method (EnumerateObject|EnumerateArray|GetString|TryGetInt64|GetDouble) with' }
        # .NET's counterparts of methods that .NET Framework has on the folder itself: asked for by name, used where found.
        @{ File = 'Get-ExoPortFolderSecurity.ps1'; Finding = 'type System.IO.FileSystemAclExtensions' }
        @{ File = 'New-ExoPortSecureFolder.ps1'; Finding = 'type System.IO.FileSystemAclExtensions' }
        @{ File = 'Set-ExoPortFolderSecurity.ps1'; Finding = 'type System.IO.FileSystemAclExtensions' }
    )

    function Get-FunctionFile {
        <# The file that a finding ("line 12: ...") belongs to; in a package's ExoPort.psm1 a line above each function names it. #>
        param([string] $Path, [string] $Text, [string] $Finding)

        $before = $Text.Split([char] 10)[0..([int] ($Finding -replace '^line (\d+):.*$', '$1') - 1)]
        $names = @($before -match '^# (Private|Public)/\S+\.ps1$')
        if ($names.Count) { return Split-Path -Path $names[-1] -Leaf }
        Split-Path -Path $Path -Leaf
    }
}

Describe 'The check for what is newer' {
    It 'finds <What>: <Text>' -ForEach @(
        # Syntax
        @{ What = 'ternary operator'; Text = '$a = $b ? 1 : 2' }
        @{ What = 'operator ??'; Text = '$a = $b ?? 1' }
        @{ What = 'operator ??'; Text = '"text $($a ?? 1)"' }
        @{ What = 'operator ??='; Text = '$a ??= 1' }
        @{ What = 'operator ?.'; Text = '${a}?.Name' }
        @{ What = 'operator ?.'; Text = '${a}?.ToString()' }
        @{ What = 'operator ?[]'; Text = '${a}?[0]' }
        @{ What = 'pipeline chain'; Text = 'Get-Item -Path x && Get-Item -Path y' }
        @{ What = 'pipeline chain'; Text = 'Get-Item -Path x || Get-Item -Path y' }
        @{ What = 'background pipeline'; Text = 'Get-Item -Path x &' }
        @{ What = 'clean block'; Text = 'function f { process { } clean { } }' }
        @{ What = 'a line that begins with a pipe'; Text = "Get-Item -Path x`n# why`n| Out-Null" }
        @{ What = 'method with type arguments'; Text = '$a.Get[int](1)' }
        @{ What = 'range of characters'; Text = "'a'..'f'" }
        @{ What = '-replace with a script block'; Text = "`$a -replace 'x', { `$_ }" }
        @{ What = '[ordered] of something else than a literal'; Text = '[ordered] $a' }
        @{ What = 'does not parse'; Text = 'if (' }
        @{ What = 'does not parse'; Text = 'foreach -parallel ($a in $b) { }' }
        @{ What = '#requires version 7.0'; Text = '#Requires -Version 7.0' }
        @{ What = '#requires edition Core'; Text = '#Requires -PSEdition Core' }
        @{ What = 'number 0b101'; Text = '$a = 0b101' }
        @{ What = 'number 1u'; Text = '$a = 1u' }
        @{ What = 'number 1uy'; Text = '$a = 1uy' }
        @{ What = 'number 2s'; Text = '$a = 2s' }
        @{ What = 'number 0x1FUL'; Text = '"$(0x1FUL)"' }
        @{ What = 'number 10n'; Text = '$a = 10n' }
        @{ What = 'number 1ulkb'; Text = '$a = 1ulkb' }
        @{ What = 'escape sequence'; Text = '"`e[0m"' }
        @{ What = 'escape sequence'; Text = '"$a`e[0m"' }
        @{ What = 'escape sequence'; Text = '"`u{1F600}"' }
        @{ What = 'escape sequence'; Text = 'Write-Host -Object x`e[0m' }
        @{ What = 'variable $IsWindows'; Text = 'if ($IsWindows) { }' }
        @{ What = 'variable $IsLinux'; Text = '$a = "$($global:IsLinux)"' }
        @{ What = 'variable $PSStyle'; Text = '$PSStyle.Reset' }
        @{ What = 'Count of what a command gives'; Text = '(Get-Item -Path x).Count' }
        @{ What = '$PSVersionTable.Platform'; Text = '$PSVersionTable.Platform' }

        # Commands
        @{ What = 'command Join-String'; Text = '1 | Join-String' }
        @{ What = 'command Get-Uptime'; Text = 'Microsoft.PowerShell.Utility\Get-Uptime' }
        @{ What = 'command %'; Text = '1 | % { }' }
        @{ What = 'parameter -Parallel of ForEach-Object'; Text = '1 | ForEach-Object -Parallel { }' }
        @{ What = 'parameter -AsHashtable of ConvertFrom-Json'; Text = 'ConvertFrom-Json -InputObject x -AsHashtable' }
        @{ What = 'parameter -Depth of ConvertFrom-Json'; Text = 'ConvertFrom-Json -InputObject x -Depth:9' }
        @{ What = 'parameter -LeafBase of Split-Path'; Text = 'Split-Path -Path x -LeafBase' }
        @{ What = 'parameter -Inp of ConvertFrom-Json'; Text = 'ConvertFrom-Json -Inp x' }
        @{ What = 'parameter -NoEnumerate of ConvertFrom-Json'; Text = '$a = @{ InputObject = 1; NoEnumerate = $true }; ConvertFrom-Json @a' }
        @{ What = 'parameter -AsHashtable of ConvertFrom-Json'; Text = '$a = @{ }; $a[''AsHashtable''] = $true; ConvertFrom-Json @a' }
        @{ What = 'parameter -DateKind of ConvertFrom-Json'; Text = '$a = @{ }; if ($b) { $a.DateKind = 1 }; ConvertFrom-Json @a' }
        @{ What = '-Encoding utf8NoBOM of Set-Content'; Text = 'Set-Content -Path x -Value y -Encoding utf8NoBOM' }
        @{ What = '-Encoding ansi of Get-Content'; Text = 'Get-Content -Path x -Encoding:ansi' }

        # Attributes
        @{ What = 'attribute ArgumentCompletions'; Text = 'param([ArgumentCompletions(1)] $a)' }
        @{ What = 'attribute Experimental'; Text = '[Experimental(1, 2)] param()' }
        @{ What = 'attribute ValidateNotNullOrWhiteSpace'; Text = 'param([ValidateNotNullOrWhiteSpace()] $a)' }
        @{ What = 'argument ErrorMessage of attribute ValidateScript'; Text = 'param([ValidateScript({ $_ }, ErrorMessage = "no")] $a)' }
        @{ What = 'argument ErrorMessage of attribute ValidateSet'; Text = 'param([ValidateSet(1, ErrorMessage = "no")] $a)' }
        @{ What = 'kinds of ValidateRange'; Text = 'param([ValidateRange("Positive")] $a)' }
        @{ What = 'type as ValidateSet'; Text = 'class B { } function f { param([ValidateSet([B])] $a) }' }

        # Types and members
        @{ What = 'type System.Text.Json.JsonDocument'; Text = '[System.Text.Json.JsonDocument]::Parse("")' }
        @{ What = 'type System.OperatingSystem2'; Text = '[System.OperatingSystem2] $a' }
        @{ What = 'System.OperatingSystem::IsWindows with 0 arguments'; Text = '[System.OperatingSystem]::IsWindows()' }
        @{ What = 'type System.HashCode'; Text = '[System.HashCode]::Combine(1, 2)' }
        @{ What = 'type System.Half'; Text = 'function f { param([System.Half] $a) }' }
        @{ What = 'type System.Span`1'; Text = '[System.Span[byte]] $a' }
        @{ What = 'type System.Half'; Text = '[System.Collections.Generic.List[System.Half[]]]::new()' }
        @{ What = 'type uint'; Text = '[uint] 1' }
        @{ What = 'type semver'; Text = '[semver] "1.0"' }
        @{ What = 'type System.HashCode'; Text = '"System.HashCode" -as [type]' }
        @{ What = 'type System.HashCode'; Text = '[type] "System.HashCode"' }
        @{ What = 'type System.Half'; Text = 'New-Object -TypeName System.Half' }
        @{ What = 'System.Environment::ProcessId'; Text = '[System.Environment]::ProcessId' }
        @{ What = 'System.IO.Path::Join with 2 arguments'; Text = '[System.IO.Path]::Join("a", "b")' }
        @{ What = 'System.IO.Path::GetRelativePath with 2 arguments'; Text = '[IO.Path]::GetRelativePath("a", "b")' }
        @{ What = 'System.IO.Path::GetFullPath with 2 arguments'; Text = '[System.IO.Path]::GetFullPath("a", "b")' }
        @{ What = 'System.IO.File::WriteAllTextAsync with 2 arguments'; Text = '[System.IO.File]::WriteAllTextAsync("a", "b")' }
        @{ What = 'System.IO.File::Move with 3 arguments'; Text = '[System.IO.File]::Move("a", "b", $true)' }
        @{ What = 'System.Convert::ToHexString with 1 arguments'; Text = '[System.Convert]::ToHexString($a)' }
        @{ What = 'System.Security.Cryptography.RandomNumberGenerator::GetBytes'; Text = '[System.Security.Cryptography.RandomNumberGenerator]::GetBytes(8)' }
        @{ What = 'System.Security.Cryptography.SHA256::HashData'; Text = '[System.Security.Cryptography.SHA256]::HashData($a)' }
        @{ What = 'System.DateTime::UnixEpoch'; Text = '[datetime]::UnixEpoch' }
        @{ What = 'System.Math::Clamp with 3 arguments'; Text = '[Math]::Clamp(1, 2, 3)' }
        @{ What = 'System.String::new with 0 arguments'; Text = '[string]::new()' }
        @{ What = 'value Latin of System.StringComparison'; Text = '[System.StringComparison] "Ordinal, Latin"' }
        @{ What = 'System.Text.Encoding::Latin1'; Text = '[System.Text.Encoding]::Latin1' }
        @{ What = 'method Contains with 2 arguments'; Text = '$a.Contains("x", [System.StringComparison]::Ordinal)' }
        @{ What = 'method Replace with a StringComparison'; Text = '$a.Replace("x", "y", [StringComparison]::Ordinal)' }
        @{ What = 'method Split with "--"'; Text = '$a.Split("--")' }
        @{ What = 'method Split with $b'; Text = '$a.Split($b)' }
        @{ What = 'method EnumerateRunes with 0 arguments'; Text = '$a.EnumerateRunes()' }
        @{ What = 'method ReplaceLineEndings with 1 arguments'; Text = '$a.ReplaceLineEndings("x")' }
        @{ What = 'method WaitForExitAsync with 0 arguments'; Text = '$process.WaitForExitAsync()' }
        @{ What = 'method IsOSPlatformVersionAtLeast with 2 arguments'; Text = '$type::IsOSPlatformVersionAtLeast(1, 2)' }
    ) {
        $found = @(Get-NewerThan51 -Text $Text)
        @($found | Where-Object { $_.Contains($What) }).Count | Should -BeGreaterThan 0 -Because "it found: $($found -join '; ')"
    }

    It 'lets 5.1 through: <Text>' -ForEach @(
        @{ Text = 'class A { [int] $B = 1kb; [A] Make() { return [A]::new() } } ; "a``e`n$(1)"; Get-ChildItem -Path x | Where-Object { $_.Name -like "?x" }' }
        @{ Text = '$a = 1l, 1d, 0x1d, 1.5e3, 10lmb' }
        @{ Text = '$a = 1..9 -replace "x{2}", "y"' }
        @{ Text = "Get-Item -Path x |`n    Out-Null" }
        @{ Text = "Get-Item -Path x ```n    | Out-Null" }
        @{ Text = '[ordered] @{ a = 1 }' }
        @{ Text = 'if (Test-Path -Path variable:PSStyle) { $PSStyle.Reset }' }
        @{ Text = '$PSVersionTable.PSVersion.Major' }
        @{ Text = '@(Get-Item -Path x).Count; ($a + $b).Length' }
        @{ Text = '$a = @{ InputObject = @{ NoEnumerate = 1 } }; ConvertTo-Json @a' }
        @{ Text = 'function Get-Mine { } ; Get-Mine -Own' }
        @{ Text = '& $a -Anything; nslookup.exe -x' }
        @{ Text = 'param([Parameter(Mandatory, ValueFromPipeline)] [ValidateRange(1, 2)] [ValidateSet("a", IgnoreCase = $true)] [string[]] $a)' }
        @{ Text = '[System.IO.Path]::Combine("a", "b", "c", "d", "e"); [string]::Format("", 1, 2, 3, 4); [System.TimeSpan]::new(); [System.IO.FileStream]::Null' }
        @{ Text = '$a.Split(","); $a.Split([char[]] ",;", 2); $a.Split(([char] 9)); $a.IndexOf("x", [System.StringComparison]::Ordinal)' }
        @{ Text = '[System.Collections.Generic.Dictionary[string, System.Uri]]::new().TryGetValue("a", [ref] $b); [byte[]]::new(9)' }
        @{ Text = 'New-Object -TypeName System.Collections.Generic.List[string]; New-Object byte[] 9' }
        @{ Text = '[System.Reflection.TypeAttributes] "Public, Sealed"; [type] "System.Uri"' }
    ) {
        Get-NewerThan51 -Text $Text | Should -BeNullOrEmpty
    }

    It 'has Windows PowerShell''s answer for every type that a text can name' {
        foreach ($type in $acceleratorsOf51.Values) { $frameworkTypes.ContainsKey($type) | Should -BeTrue -Because $type }
    }
}

Describe 'The module file <Name>' -ForEach $scripts {
    It 'has nothing newer than Windows PowerShell 5.1 on .NET Framework 4.7.2' {
        $text = [System.IO.File]::ReadAllText($Path)
        $found = @(Get-NewerThan51 -Text $text -OwnFunction $ownFunctions | ForEach-Object { @{ Text = $_; File = Get-FunctionFile -Path $Path -Text $text -Finding $_ } })
        $files = @($found | ForEach-Object { $_.File }) + @(Split-Path -Path $Path -Leaf)
        foreach ($exception in $onPurpose) {
            if ($files -notcontains $exception.File) { continue }
            $expected = @($found | Where-Object { $_.File -eq $exception.File -and $_.Text -match $exception.Finding })
            $expected.Count | Should -BeGreaterThan 0 -Because "an exception that is no longer needed goes: $($exception.Finding)"
            $found = @($found | Where-Object { $expected -notcontains $_ })
        }
        $found | ForEach-Object { $_.Text } | Should -BeNullOrEmpty
    }

    It 'uses no compiler and no managed file' {
        [System.IO.File]::ReadAllText($Path) | Should -Not -Match '(?m)^[^#]*\b(Add-Type -|Assembly\]::Load)'
    }
}

Describe 'The file <Name>, which has scripts in it' -ForEach $formats {
    It 'has nothing newer than Windows PowerShell 5.1 on .NET Framework 4.7.2 in them' {
        $embedded = @(Get-EmbeddedScript -Path $Path)
        $embedded.Count | Should -BeGreaterThan 0
        foreach ($text in $embedded) { Get-NewerThan51 -Text $text -OwnFunction $ownFunctions | Should -BeNullOrEmpty -Because $text }
    }
}

Describe 'The manifest' {
    It 'has only keys that Windows PowerShell 5.1 knows: it refuses a manifest with another one' {
        $keys = 'RootModule', 'ModuleVersion', 'GUID', 'Author', 'CompanyName', 'Copyright', 'Description', 'PowerShellVersion', 'PowerShellHostName', 'PowerShellHostVersion',
        'DotNetFrameworkVersion', 'CLRVersion', 'ProcessorArchitecture', 'RequiredModules', 'RequiredAssemblies', 'ScriptsToProcess', 'TypesToProcess', 'FormatsToProcess',
        'NestedModules', 'FunctionsToExport', 'CmdletsToExport', 'VariablesToExport', 'AliasesToExport', 'DscResourcesToExport', 'ModuleList', 'FileList', 'PrivateData',
        'HelpInfoURI', 'DefaultCommandPrefix', 'CompatiblePSEditions'
        foreach ($key in (Import-PowerShellDataFile -Path (Join-Path $moduleRoot 'ExoPort.psd1')).Keys) { $keys | Should -Contain $key }
    }
}

Describe 'The module file <Name>' -ForEach $texts {
    It 'is pure ASCII: 5.1 reads other files without a byte order mark in the code page of the machine' {
        @([System.IO.File]::ReadAllBytes($Path) | Where-Object { $_ -gt 126 }).Count | Should -Be 0
    }
}

Describe 'The private functions' {
    It 'are one to a file, of the same name, with nothing else in it' {
        foreach ($file in $functionFiles) {
            $ast = (Read-Syntax -Text ([System.IO.File]::ReadAllText($file.FullName))).Ast
            $ast.EndBlock.Statements.Count | Should -Be 1 -Because $file.Name
            $ast.EndBlock.Statements[0] | Should -BeOfType ([System.Management.Automation.Language.FunctionDefinitionAst])
            $ast.EndBlock.Statements[0].Name | Should -Be $file.BaseName
            @($ast.ParamBlock, $ast.BeginBlock, $ast.ProcessBlock, $ast.ScriptRequirements, $ast.UsingStatements | Where-Object { $_ }).Count | Should -Be 0 -Because $file.Name
        }
    }

    It 'are in one file of a package, each as in its own and below its name' {
        # The sources stand for themselves: they have no copies.
        $module = [System.IO.File]::ReadAllText((Join-Path $moduleRoot 'ExoPort.psm1'))
        $inside = @{}
        foreach ($statement in (Read-Syntax -Text $module).Ast.EndBlock.Statements) {
            if ($statement -is [System.Management.Automation.Language.FunctionDefinitionAst]) { $inside[$statement.Name] = $statement.Extent }
        }
        $inside.Count | Should -Be $(if ($env:EXOPORT_MODULE_PATH) { $functionFiles.Count } else { 0 })
        foreach ($name in $inside.Keys) {
            $file = @($functionFiles | Where-Object { $_.BaseName -eq $name })[0]
            $inside[$name].Text | Should -BeExactly ([System.IO.File]::ReadAllText($file.FullName).TrimEnd())
            $above = $module.Substring(0, $inside[$name].StartOffset).TrimEnd().Split([char] 10)[-1]
            $above | Should -BeExactly "# $($file.Directory.Name)/$($file.Name)"
        }
    }

    It 'have approved verbs' {
        $verbs = @(Get-Verb | ForEach-Object { $_.Verb })
        foreach ($name in $ownFunctions) { $verbs | Should -Contain $name.Split('-')[0] }
    }
}
