# The module must parse and run on Windows PowerShell 5.1, which cannot be had on every machine that runs the
# tests. So the newer PowerShell parses its files, and this looks for everything that is newer than 5.1.

BeforeDiscovery {
    $moduleRoot = Join-Path (Split-Path -Path $PSScriptRoot) 'ExoPort'
    $files = @(Get-ChildItem -Path $moduleRoot -Recurse -File | Where-Object { '.ps1', '.psm1', '.psd1' -contains $_.Extension })
    $everyFile = @(Get-ChildItem -Path $moduleRoot -Recurse -File | Where-Object { $_.FullName -notmatch '[\\/]runtimes[\\/]' })
    $scripts = @($files | ForEach-Object { @{ Name = $_.FullName.Substring($moduleRoot.Length + 1); Path = $_.FullName } })
    $texts = @($everyFile | ForEach-Object { @{ Name = $_.FullName.Substring($moduleRoot.Length + 1); Path = $_.FullName } })
}

BeforeAll {
    $known = (Get-Content -Path (Join-Path $PSScriptRoot 'windows-powershell-5.1-commands.json') -Raw | ConvertFrom-Json).commands
    # Of Windows' own ScheduledTasks module, what the module uses where it is there, with parameters of all its versions.
    $scheduledTasks = @{
        'Get-ScheduledTask'        = 'TaskPath', 'TaskName'
        'Register-ScheduledTask'   = 'TaskPath', 'TaskName', 'Xml', 'Force'
        'Unregister-ScheduledTask' = 'TaskPath', 'TaskName'
    }
    foreach ($name in $scheduledTasks.Keys) { $known | Add-Member -MemberType NoteProperty -Name $name -Value $scheduledTasks[$name] }
    $commonParameters = 'Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ErrorVariable', 'WarningVariable',
    'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable', 'WhatIf', 'Confirm'
    $moduleRoot = Join-Path (Split-Path -Path $PSScriptRoot) 'ExoPort'
    $ownFunctions = @(Get-ChildItem -Path $moduleRoot -Recurse -Filter '*.ps1' | ForEach-Object { $_.BaseName })

    function Read-Syntax {
        param([string] $Text)
        $tokens = $null
        $errors = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $errors)
        [pscustomobject]@{ Ast = $ast; Tokens = $tokens; Errors = $errors }
    }

    function Get-NewerSyntax {
        <# What in a text Windows PowerShell 5.1 cannot parse or does not have, one line each. #>
        param([string] $Text)

        $syntax = Read-Syntax -Text $Text
        foreach ($problem in $syntax.Errors) { "does not parse: $($problem.Message)" }
        $newNodes = 'TernaryExpressionAst', 'PipelineChainAst'
        $newTokens = 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'QuestionMark', 'AndAnd', 'OrOr', 'Clean'
        $newVariables = 'IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'EnabledExperimentalFeatures'
        foreach ($node in $syntax.Ast.FindAll({ $true }, $true)) {
            $kind = $node.GetType().Name
            $line = $node.Extent.StartLineNumber
            if ($newNodes -contains $kind) { "line ${line}: $kind" }
            if ($kind -eq 'PipelineAst' -and $node.Background) { "line ${line}: background pipeline" }
            if ($kind -eq 'ScriptBlockAst' -and $node.PSObject.Properties['CleanBlock'] -and $node.CleanBlock) { "line ${line}: clean block" }
            if ($kind -eq 'VariableExpressionAst' -and $newVariables -contains $node.VariablePath.UserPath) { "line ${line}: `$$($node.VariablePath.UserPath)" }
            if ($kind -eq 'CommandAst') {
                $name = $node.GetCommandName()
                if (-not $name -or $ownFunctions -contains $name -or $name -match '[\\/.]') { continue }
                $parameters = $known.PSObject.Properties[$name]
                if (-not $parameters) { "line ${line}: command $name"; continue }
                foreach ($element in $node.CommandElements) {
                    if ($element.GetType().Name -ne 'CommandParameterAst') { continue }
                    $matching = @(@($parameters.Value) + $commonParameters | Where-Object { $_ -like ($element.ParameterName + '*') })
                    if ($matching.Count -eq 0) { "line ${line}: parameter -$($element.ParameterName) of $name" }
                }
            }
        }
        foreach ($token in $syntax.Tokens) {
            if ($newTokens -contains "$($token.Kind)") { "line $($token.Extent.StartLineNumber): $($token.Kind)" }
            if ("$($token.Kind)" -match 'StringExpandable|HereStringExpandable' -and $token.Text -match '(?<!`)(``)*`[eu]') {
                "line $($token.Extent.StartLineNumber): escape sequence of PowerShell 6"
            }
            if ("$($token.Kind)" -eq 'Number' -and $token.Text -match '^0b|[uysn]$|(us|ul|uy)$') { "line $($token.Extent.StartLineNumber): number $($token.Text)" }
        }
    }
}

Describe 'The check for newer syntax' {
    It 'finds <What>' -ForEach @(
        @{ What = 'a ternary'; Text = '$a = $b ? 1 : 2' }
        @{ What = 'null-coalescing'; Text = '$a = $b ?? 1' }
        @{ What = 'null-coalescing assignment'; Text = '$a ??= 1' }
        @{ What = 'a null-conditional member'; Text = '${a}?.Name' }
        @{ What = 'a pipeline chain'; Text = 'Get-Item x && Get-Item y' }
        @{ What = 'a background pipeline'; Text = 'Get-Item x &' }
        @{ What = 'a clean block'; Text = 'function f { process { } clean { } }' }
        @{ What = 'a newer parameter'; Text = '1 | ForEach-Object -Parallel { }' }
        @{ What = 'a newer command'; Text = 'Join-String' }
        @{ What = 'a newer variable'; Text = 'if ($IsWindows) { }' }
        @{ What = 'a newer escape'; Text = '"`e[0m"' }
        @{ What = 'a newer number'; Text = '$a = 0b101' }
    ) {
        @(Get-NewerSyntax -Text $Text).Count | Should -BeGreaterThan 0
    }

    It 'lets 5.1 through' {
        Get-NewerSyntax -Text 'class A { [int] $B = 1kb } ; "a``e`n$(1)"; Get-ChildItem -Path x | Where-Object { $_.Name -like "?x" }' | Should -BeNullOrEmpty
    }
}

Describe 'The module file <Name>' -ForEach $scripts {
    It 'has nothing newer than Windows PowerShell 5.1' {
        Get-NewerSyntax -Text ([System.IO.File]::ReadAllText($Path)) | Should -BeNullOrEmpty
    }

    It 'uses no compiler and no managed file' {
        [System.IO.File]::ReadAllText($Path) | Should -Not -Match '(?m)^[^#]*\b(Add-Type -|Assembly\]::Load)'
    }
}

Describe 'The module file <Name>' -ForEach $texts {
    It 'is pure ASCII: 5.1 reads other files without a byte order mark in the code page of the machine' {
        @([System.IO.File]::ReadAllBytes($Path) | Where-Object { $_ -gt 126 }).Count | Should -Be 0
    }
}

Describe 'The private functions' {
    It 'are one to a file, of the same name' {
        foreach ($file in Get-ChildItem -Path (Join-Path $moduleRoot 'Private'), (Join-Path $moduleRoot 'Public') -Filter '*.ps1') {
            $ast = (Read-Syntax -Text ([System.IO.File]::ReadAllText($file.FullName))).Ast
            $functions = @($ast.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $false))
            @($functions | ForEach-Object { $_.Name }) | Should -Be $file.BaseName
        }
    }

    It 'have approved verbs' {
        $verbs = @(Get-Verb | ForEach-Object { $_.Verb })
        foreach ($name in $ownFunctions) { $verbs | Should -Contain $name.Split('-')[0] }
    }
}
