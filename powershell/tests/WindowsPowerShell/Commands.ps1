# Commands, parameters and values of parameters that Windows PowerShell 5.1 does not have.

$commandsOf51 = (Get-Content -Path (Join-Path (Split-Path -Path $PSScriptRoot) 'windows-powershell-5.1-commands.json') -Raw | ConvertFrom-Json).commands
# Of Windows' own ScheduledTasks module, what the module uses where it is there, with parameters of all its versions.
$scheduledTasks = @{
    'Get-ScheduledTask'        = 'TaskPath', 'TaskName'
    'Register-ScheduledTask'   = 'TaskPath', 'TaskName', 'Xml', 'Force'
    'Unregister-ScheduledTask' = 'TaskPath', 'TaskName'
}
foreach ($name in $scheduledTasks.Keys) { $commandsOf51 | Add-Member -MemberType NoteProperty -Name $name -Value $scheduledTasks[$name] }
$commonParametersOf51 = 'Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ErrorVariable', 'WarningVariable',
'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable', 'WhatIf', 'Confirm'
$encodingsOf51 = 'ASCII', 'BigEndianUnicode', 'Byte', 'Default', 'OEM', 'String', 'Unicode', 'Unknown', 'UTF7', 'UTF8', 'UTF32'

function Get-NewerCommand {
    <# One line each. OwnFunction: the functions that the module itself brings. #>
    param($Syntax, [string[]] $OwnFunction)

    $own = @($OwnFunction) + @($Syntax.Nodes | Where-Object { $_ -is [System.Management.Automation.Language.FunctionDefinitionAst] } | ForEach-Object { $_.Name })
    foreach ($node in $Syntax.Nodes) {
        if ($node -isnot [System.Management.Automation.Language.CommandAst]) { continue }
        $line = "line $($node.Extent.StartLineNumber)"
        # A command that a variable holds has no name here.
        $name = $node.GetCommandName() -replace '^[\w.]+\\(?=[\w-]+$)'
        # A file is not PowerShell's.
        if (-not $name -or $own -contains $name -or $name -match '[\\/]|\.exe$') { continue }
        $entry = $commandsOf51.PSObject.Properties[$name]
        if (-not $entry) { "${line}: command $name"; continue }
        $parameters = @($entry.Value) + $commonParametersOf51
        $written = @($node.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } | ForEach-Object { $_.ParameterName })
        # In full: what is short for one parameter in 5.1 can be short for two elsewhere.
        foreach ($parameter in $written + @(Get-SplattedKey -Syntax $Syntax -Command $node)) {
            if ($parameters -notcontains $parameter) { "${line}: parameter -$parameter of $name" }
        }
        $encoding = Get-ConstantArgument -Command $node -Parameter 'Encoding'
        if ($encoding -and $encodingsOf51 -notcontains $encoding) { "${line}: -Encoding $encoding of $name" }
    }
}

function Get-ConstantArgument {
    <# What is written after a parameter, or after its colon, where that is a plain word. #>
    param($Command, [string] $Parameter)

    for ($index = 0; $index -lt $Command.CommandElements.Count; $index++) {
        $element = $Command.CommandElements[$index]
        if ($element -isnot [System.Management.Automation.Language.CommandParameterAst] -or $element.ParameterName -ne $Parameter) { continue }
        $argument = if ($element.Argument) { $element.Argument } elseif ($index + 1 -lt $Command.CommandElements.Count) { $Command.CommandElements[$index + 1] }
        if ($argument -is [System.Management.Automation.Language.ConstantExpressionAst]) { return "$($argument.Value)" }
    }
}

function Get-SplattedKey {
    <# The names that a hashtable brings to a command (@name), from what this file writes into it. #>
    param($Syntax, $Command)

    $splatted = @($Command.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.VariableExpressionAst] -and $_.Splatted } | ForEach-Object { $_.VariablePath.UserPath })
    if ($splatted.Count -eq 0) { return }
    foreach ($node in $Syntax.Nodes) {
        if ($node -isnot [System.Management.Automation.Language.AssignmentStatementAst]) { continue }
        $left = $node.Left
        if ($left -is [System.Management.Automation.Language.ConvertExpressionAst]) { $left = $left.Child }
        if ($left -is [System.Management.Automation.Language.VariableExpressionAst] -and $splatted -contains $left.VariablePath.UserPath) {
            # $name = @{ Key = ... }, in the branches of an if too.
            $literals = $node.Right.FindAll({ $args[0] -is [System.Management.Automation.Language.HashtableAst] }, $false)
            foreach ($literal in $literals) {
                # Not those that are a value in another one.
                if ($literal.Parent.Parent.Parent -is [System.Management.Automation.Language.HashtableAst]) { continue }
                foreach ($pair in $literal.KeyValuePairs) { if ($pair.Item1 -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $pair.Item1.Value } }
            }
        }
        # $name['Key'] = ... and $name.Key = ...
        $holder, $key = $null
        if ($left -is [System.Management.Automation.Language.IndexExpressionAst]) { $holder = $left.Target; $key = $left.Index }
        if ($left -is [System.Management.Automation.Language.MemberExpressionAst]) { $holder = $left.Expression; $key = $left.Member }
        if ($holder -is [System.Management.Automation.Language.VariableExpressionAst] -and $splatted -contains $holder.VariablePath.UserPath -and
            $key -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $key.Value }
    }
}
