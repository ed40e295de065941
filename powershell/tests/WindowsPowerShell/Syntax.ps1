# What Windows PowerShell 5.1 cannot parse, or parses as something else: syntax of PowerShell 6 and 7.

function Read-Syntax {
    param([string] $Text)
    $tokens = $null
    $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $errors)
    [pscustomobject]@{ Ast = $ast; Tokens = $tokens; Errors = $errors; Nodes = @($ast.FindAll({ $true }, $true)) }
}

function Get-NewerSyntax {
    <# One line each; the tree has what is nested in texts too, which the list of tokens has not. #>
    param($Syntax)

    foreach ($problem in $Syntax.Errors) { "line $($problem.Extent.StartLineNumber): does not parse: $($problem.Message)" }
    $requirements = $Syntax.Ast.ScriptRequirements
    if ($requirements.RequiredPSVersion -gt [version]'5.1') { "#requires version $($requirements.RequiredPSVersion)" }
    if (@($requirements.RequiredPSEditions | Where-Object { $_ -and $_ -ne 'Desktop' }).Count) { "#requires edition $($requirements.RequiredPSEditions)" }
    foreach ($node in $Syntax.Nodes) {
        foreach ($what in Get-NewerNode -Node $node) { "line $($node.Extent.StartLineNumber): $what" }
    }
    $last = $null
    foreach ($token in $Syntax.Tokens) {
        if ($token.Kind -in 'Comment', 'NewLine') { continue }
        if ($token.Kind -eq 'Pipe' -and $last -and $last.Kind -ne 'LineContinuation' -and $last.Extent.EndLineNumber -lt $token.Extent.StartLineNumber) {
            "line $($token.Extent.StartLineNumber): a line that begins with a pipe"
        }
        $last = $token
    }
}

function Test-VariableGuard {
    <# Whether the script around a node asks whether a variable is there at all. #>
    param($Node, [string] $Name)

    while ($Node.Parent) { $Node = $Node.Parent }
    $Node.Extent.Text -match "Test-Path -Path variable:$Name\b"
}

function Get-NewerNode {
    <# What is newer in one node of the tree. #>
    param($Node)

    switch ($Node.GetType().Name) {
        'TernaryExpressionAst' { 'ternary operator' }
        'PipelineChainAst' { 'pipeline chain' }
        'PipelineAst' { if ($Node.Background) { 'background pipeline' } }
        'ScriptBlockAst' { if ($Node.CleanBlock) { 'clean block' } }
        'BinaryExpressionAst' {
            if ($Node.Operator -eq 'QuestionQuestion') { 'operator ??' }
            if ($Node.Operator -eq 'DotDot' -and @($Node.Left, $Node.Right | Where-Object { $_ -is [System.Management.Automation.Language.StringConstantExpressionAst] }).Count) { 'range of characters' }
            if ($Node.Operator -in 'Ireplace', 'Creplace' -and @($Node.Right.Elements)[-1] -is [System.Management.Automation.Language.ScriptBlockExpressionAst]) { '-replace with a script block' }
        }
        'AssignmentStatementAst' { if ($Node.Operator -eq 'QuestionQuestionEquals') { 'operator ??=' } }
        'IndexExpressionAst' { if ($Node.NullConditional) { 'operator ?[]' } }
        'MemberExpressionAst' {
            if ($Node.NullConditional) { 'operator ?.' }
            if ("$($Node.Member)" -in 'Count', 'Length' -and $Node.Expression -is [System.Management.Automation.Language.ParenExpressionAst] -and $Node.Expression.Pipeline.PipelineElements[0] -is [System.Management.Automation.Language.CommandAst]) {
                # One custom object has neither in 5.1.
                "$($Node.Member) of what a command gives, without @()"
            }
            if ("$($Node.Expression)" -eq '$PSVersionTable' -and "$($Node.Member)" -notin 'PSVersion', 'PSEdition', 'CLRVersion', 'BuildVersion', 'PSCompatibleVersions') { "`$PSVersionTable.$($Node.Member)" }
        }
        'InvokeMemberExpressionAst' {
            if ($Node.NullConditional) { 'operator ?.' }
            if ($Node.GenericTypeArguments) { 'method with type arguments' }
        }
        'ForEachStatementAst' { if ("$($Node.Flags)" -ne 'None') { 'foreach -parallel' } }
        'ConvertExpressionAst' {
            if ($Node.Type.TypeName.FullName -eq 'ordered' -and $Node.Child -isnot [System.Management.Automation.Language.HashtableAst]) { '[ordered] of something else than a literal' }
        }
        'VariableExpressionAst' {
            $names = 'IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'EnabledExperimentalFeatures', 'PSNativeCommandUseErrorActionPreference', 'PSNativeCommandArgumentPassing'
            $name = $Node.VariablePath.UserPath -replace '^(global|script|local|private|variable):'
            if ($names -contains $name -and -not (Test-VariableGuard -Node $Node -Name $name)) { "variable `$$name" }
        }
        # 5.1 has the suffixes l and d and the multipliers.
        'ConstantExpressionAst' {
            if ($Node.Extent.Text -match '^[+-]?(0b[01]+.*|(0x[0-9a-f]+|[0-9.]+(e[+-]?[0-9]+)?)(u|s|y|n|us|ul|uy)([kmgtp]b)?)$') { "number $($Node.Extent.Text)" }
        }
        'StringConstantExpressionAst' {
            if ("$($Node.StringConstantType)" -notmatch '^SingleQuoted' -and $Node.Extent.Text -match '(?<!`)(``)*`(e|u\{)') { 'escape sequence `e or `u' }
        }
        'ExpandableStringExpressionAst' {
            if ($Node.Extent.Text -match '(?<!`)(``)*`(e|u\{)') { 'escape sequence `e or `u' }
        }
    }
}
